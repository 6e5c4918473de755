//! Requests that two readers may understand in two ways: what is to be said once must be said once.
//!
//! A proxy that believes the first of two Host, Origin or Authorization headers and a server that believes the second
//! talk about different requests. Of the body's length, hyper takes care: it refuses differing values of Content-Length,
//! and closes the connection behind a request that has Transfer-Encoding besides.

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header, uri::Authority};

/// Headers of which the server believes one.
const ONCE: [HeaderName; 6] = [
    header::HOST,
    header::ORIGIN,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("sec-fetch-site"),
    super::sse::LAST_EVENT_ID,
];

/// Checks a request's headers, and names in Host whom an absolute address names.
pub(super) fn check(request: &mut Request) -> Result<(), Ambiguous> {
    for name in ONCE {
        if request.headers().get_all(&name).iter().nth(1).is_some() {
            return Err(Ambiguous(format!("The header {name} comes twice.\n")));
        }
    }
    check_host(request.headers(), request.version())?;
    match request.uri().authority() {
        Some(authority) => adopt(authority.clone(), request),
        None => Ok(()),
    }
}

/// RFC 9112, 3.2. Clients of HTTP/1.0 may leave it out.
fn check_host(headers: &HeaderMap, version: Version) -> Result<(), Ambiguous> {
    match headers.get(header::HOST) {
        Some(host) if is_host(host) => Ok(()),
        Some(_) => Err(Ambiguous("The header host names no host.\n".to_owned())),
        None if version < Version::HTTP_11 => Ok(()),
        None => Err(Ambiguous("The header host is missing.\n".to_owned())),
    }
}

fn is_host(host: &HeaderValue) -> bool {
    let authority = Authority::try_from(host.as_bytes());
    authority.is_ok_and(|authority| is_plain(&authority))
}

fn is_plain(authority: &Authority) -> bool {
    !authority.host().is_empty() && !authority.as_str().contains('@')
}

/// RFC 9112, 3.2.2: where the address itself names the host, what the header says is not looked at.
fn adopt(authority: Authority, request: &mut Request) -> Result<(), Ambiguous> {
    let host = HeaderValue::from_str(authority.as_str());
    match host {
        Ok(host) if is_plain(&authority) => request.headers_mut().insert(header::HOST, host),
        _ => return Err(Ambiguous("The address names no host.\n".to_owned())),
    };
    Ok(())
}

/// A request that is not read any further.
pub(super) struct Ambiguous(String);

impl IntoResponse for Ambiguous {
    fn into_response(self) -> Response {
        // What follows on the connection may be part of what was not understood.
        let close = [(header::CONNECTION, HeaderValue::from_static("close"))];
        (StatusCode::BAD_REQUEST, close, self.0).into_response()
    }
}
