//! Serves the pages, built in `web/`, and the validation rules for browsers, built in `shared-wasm/package`. Both
//! are embedded in the binary.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};
use tokio::task;

use super::codings::accepts_gzip;
use super::csp_reports;
use super::header_text::elements;
use super::headers::RESOURCE_POLICY;
use super::state::HttpState;
use crate::config::MediaConfig;

/// The build output of `web/`. Debug builds read the folder at each request. It may be missing, so that the server
/// compiles without Node.
#[derive(Embed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Pages;

/// The npm package of the validation rules, for pages without a bundler.
#[derive(Embed)]
#[folder = "../shared-wasm/package/dist"]
#[allow_missing = true]
struct Package;

/// The content security policy of the console, around the sources of pictures: only its own files and the API. A picture
/// that is being chosen is a blob, and the validation rules are WebAssembly.
const CONSOLE_POLICY: [&str; 2] = [
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:",
    "; font-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; report-uri /csp-reports; report-to csp",
];

/// The content security policy of the playground. Its editor sets inline styles, and has pictures in its style sheets.
const PLAYGROUND_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; worker-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; report-uri /csp-reports; report-to csp";

pub(super) const IMMUTABLE: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable");

const NOT_BUILT: &str = "The pages are not built: run `cargo xtask web`, then build and start the server again. \
     The API is at /graphql.\n";

/// The documents of the console, as the build of `web/` wrote them.
pub(super) fn console_documents() -> Vec<Arc<str>> {
    let Some(file) = Pages::get("trusted_documents.json") else {
        return Vec::new();
    };
    let documents: Result<BTreeMap<String, Arc<str>>, _> = serde_json::from_slice(&file.data);
    documents.unwrap_or_default().into_values().collect()
}

/// Returns the content security policy of the console, which shows the pictures of these settings.
pub(super) fn console_policy(media: &MediaConfig) -> HeaderValue {
    let [before, after] = CONSOLE_POLICY;
    let origins: String = media
        .origins()
        .iter()
        .fold(String::new(), |text, origin| text + " " + origin);
    let policy = HeaderValue::try_from(format!("{before}{origins}{after}"));
    // Origins are ASCII.
    policy.unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Serves the console, also at the URLs that links in emails point to.
pub(super) async fn console(State(state): State<Arc<HttpState>>, headers: HeaderMap) -> Response {
    page("index.html", state.console_policy.clone(), &headers)
}

/// Serves the playground.
pub(super) async fn playground(headers: HeaderMap) -> Response {
    let policy = HeaderValue::from_static(PLAYGROUND_POLICY);
    page("playground/index.html", policy, &headers)
}

/// Serves an asset of the pages. Its name contains a hash of its content, so clients can cache it forever.
/// The build stores every asset as gzip. For a client that does not accept gzip, the server decompresses it.
pub(super) async fn file(Path(path): Path<String>, request_headers: HeaderMap) -> Response {
    let Some(file) = Pages::get(&format!("assets/{path}.gz")) else {
        return not_found();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, IMMUTABLE),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if accepts_gzip(&request_headers) {
        let coding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return (headers, coding, bytes(&file)).into_response();
    }
    match task::spawn_blocking(move || decompress(&bytes(&file))).await {
        Ok(Some(content)) => (headers, content).into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Serves a file of the validation rules. Pages of any origin may load it: it is public and does not use cookies.
pub(super) async fn package(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Package::get(&path) else {
        return not_found();
    };
    let mut response = revalidated(&path, &file, &headers);
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

fn page(path: &str, policy: HeaderValue, request_headers: &HeaderMap) -> Response {
    let Some(page) = Pages::get(path) else {
        return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
    };
    let mut response = revalidated(path, &page, request_headers);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.extend([csp_reports::ENDPOINTS]);
    response
}

fn decompress(compressed: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    GzDecoder::new(compressed)
        .read_to_end(&mut content)
        .ok()
        .map(|_| content)
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "No such file.\n").into_response()
}

/// Returns a file whose name stays the same when its content changes: the client revalidates it by its ETag.
fn revalidated(path: &str, file: &EmbeddedFile, request_headers: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let tag = tag(file);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if is_known(&tag, request_headers) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, content_type(path));
    (headers, bytes(file)).into_response()
}

/// Whether a client has the content with this tag (RFC 9110, 13.1.2). Proxies that compress make tags weak.
fn is_known(tag: &str, request_headers: &HeaderMap) -> bool {
    elements(request_headers, header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
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

/// Returns the content of a file. In release builds it is static data, so nothing is copied.
fn bytes(file: &EmbeddedFile) -> Bytes {
    match &file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::copy_from_slice(bytes),
    }
}

fn content_type(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if kind.type_() == mime_guess::mime::TEXT {
        "; charset=utf-8"
    } else {
        ""
    };
    HeaderValue::try_from(format!("{kind}{charset}"))
        .unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
