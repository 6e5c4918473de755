//! Rejects ambiguous requests, which a proxy and the server could interpret in different ways.
//!
//! If a proxy uses the first of two Host, Origin or Authorization headers and the server uses the second, they see
//! different requests. hyper checks the length of the body: it rejects conflicting values of Content-Length, and closes
//! the connection after a request that also has Transfer-Encoding.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};

/// Headers that may occur only once.
const SINGLE: [HeaderName; 6] = [
    header::HOST,
    header::ORIGIN,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("sec-fetch-site"),
    super::sse::LAST_EVENT_ID,
];

/// Checks the headers of a request. If the request target is an absolute URI, sets Host to its authority.
pub(super) fn check(request: &mut Request) -> Result<(), Ambiguous> {
    for name in SINGLE {
        if request.headers().get_all(&name).iter().nth(1).is_some() {
            return Err(Ambiguous(format!(
                "The header {name} occurs more than once.\n"
            )));
        }
    }
    check_host(request.headers(), request.version())?;
    match request.uri().authority() {
        Some(authority) => set_host(authority.clone(), request),
        None => Ok(()),
    }
}

/// Checks the Host header (RFC 9112, 3.2). HTTP/1.0 clients may omit it.
fn check_host(headers: &HeaderMap, version: Version) -> Result<(), Ambiguous> {
    match headers.get(header::HOST) {
        Some(host) if is_host(host) => Ok(()),
        Some(_) => Err(Ambiguous("The Host header is invalid.\n".to_owned())),
        None if version < Version::HTTP_11 => Ok(()),
        None => Err(Ambiguous("The Host header is missing.\n".to_owned())),
    }
}

fn is_host(host: &HeaderValue) -> bool {
    let authority = Authority::try_from(host.as_bytes());
    authority.is_ok_and(|authority| is_plain(&authority))
}

fn is_plain(authority: &Authority) -> bool {
    !authority.host().is_empty() && !authority.as_str().contains('@')
}

/// Replaces the Host header by the authority of an absolute URI (RFC 9112, 3.2.2).
fn set_host(authority: Authority, request: &mut Request) -> Result<(), Ambiguous> {
    let host = HeaderValue::from_str(authority.as_str());
    match host {
        Ok(host) if is_plain(&authority) => request.headers_mut().insert(header::HOST, host),
        _ => {
            return Err(Ambiguous(
                "The request target has an invalid host.\n".to_owned(),
            ));
        }
    };
    Ok(())
}

/// The request is ambiguous or malformed, and the rest of it is not read.
pub(super) struct Ambiguous(String);

impl IntoResponse for Ambiguous {
    fn into_response(self) -> Response {
        // What follows on the connection may be part of this request.
        let close = [(header::CONNECTION, HeaderValue::from_static("close"))];
        (StatusCode::BAD_REQUEST, close, self.0).into_response()
    }
}
