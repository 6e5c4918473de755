//! The pages, which are built in `web/`, and the rules for browsers, built in `shared-wasm/package`; both
//! travel within the binary.

use std::borrow::Cow;

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

/// What the build of `web/` left; in debug builds the folder itself is read, at each request. It may be
/// missing, so that the server compiles without Node.
#[derive(Embed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Pages;

/// The npm package of the rules, for pages without a bundler.
#[derive(Embed)]
#[folder = "../shared-wasm/package/dist"]
#[allow_missing = true]
struct Package;

/// What the console may load and talk to: itself and the API. Pictures of members lie elsewhere, and the
/// rules are WebAssembly.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: https:; font-src 'self'; connect-src 'self' ws: wss:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the playground may: besides, workers that its editor starts from blobs, and the styles that it
/// sets from its script.
const PLAYGROUND_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' ws: wss:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "The pages are not built: run `cargo xtask web`, then build and start the server again. \
     The API is at /graphql.\n";

/// The console's page, at each address that a letter's link may lead to.
pub(super) async fn console(headers: HeaderMap) -> Response {
    page("index.html", CONSOLE_POLICY, &headers)
}

/// The playground's page.
pub(super) async fn playground(headers: HeaderMap) -> Response {
    page("playground/index.html", PLAYGROUND_POLICY, &headers)
}

/// A file of the pages, named by the build after its content, so that a name never changes its meaning.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Pages::get(&format!("assets/{path}")) {
        Some(file) => answer(&file, "public, max-age=31536000, immutable", &headers),
        None => not_found(),
    }
}

/// A file of the rules for browsers. Pages from anywhere may use it: it is public, and takes no cookie.
pub(super) async fn package(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Package::get(&path) else {
        return not_found();
    };
    let mut response = answer(&file, "no-cache", &headers);
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

fn page(path: &str, policy: &'static str, asked: &HeaderMap) -> Response {
    let Some(page) = Pages::get(path) else {
        return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
    };
    let mut response = answer(&page, "no-cache", asked);
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "No such file.\n").into_response()
}

fn answer(file: &EmbeddedFile, cache_control: &'static str, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(cache_control),
    );
    let tag = tag(file);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if let Ok(kind) = HeaderValue::from_str(&with_charset(file.metadata.mimetype())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    (headers, bytes(file)).into_response()
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}

/// In release builds the file is part of the program: megabytes that need not be copied.
fn bytes(file: &EmbeddedFile) -> Bytes {
    match &file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::copy_from_slice(bytes),
    }
}

fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}
