//! The pages, which are built in `web/` and travel within the binary.

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
struct Dist;

/// What a page may load and talk to: itself, the API, and workers that the editor starts from blobs.
/// The editor sets styles from its script.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' ws: wss:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str =
    "The playground is not built: run `cargo xtask web`, then build and start the server again.\n";

/// The playground's page.
pub(super) async fn playground(headers: HeaderMap) -> Response {
    match Dist::get("playground/index.html") {
        Some(page) => answer("index.html", &page, &headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response(),
    }
}

/// A file of the playground.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Dist::get(&format!("playground/{path}")) {
        Some(file) => answer(&path, &file, &headers),
        None => (StatusCode::NOT_FOUND, "No such file.\n").into_response(),
    }
}

fn answer(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(cache_control(path)),
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
    let kind = file.metadata.mimetype();
    if let Ok(kind) = HeaderValue::from_str(&with_charset(kind)) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if kind == "text/html" {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        );
    }
    (headers, bytes(file)).into_response()
}

/// The build names what lies in `assets/` after its content, so that a name never changes its meaning.
fn cache_control(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
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
