//! Compresses the results of queries for clients that accept it (docs/adr/0018-compressed-responses.md).

use std::io::{self, Write};

use async_graphql::parser::types::OperationType;
use axum::body::{self, Body};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tokio::task;

use crate::http::codings::accepts_gzip;
use crate::http::credentials::Credential;

/// A body of at most this many bytes is sent as it is: it fits into a packet.
const SHORT: usize = 1024;
/// A body of more than this many bytes, which takes about a millisecond, is compressed outside the runtime's threads.
const LONG: usize = 128 * 1024;

/// Whether the result of an operation may be compressed: whether none of it is a secret that others could guess from the
/// length. Results of mutations have tokens and keys. And a page of another site can lead old browsers to a URL with a
/// query, to which they send the cookie.
pub(super) fn is_safe(
    kind: OperationType,
    method: &Method,
    credential: Option<&Credential>,
) -> bool {
    let is_link = *method == Method::GET && matches!(credential, Some(Credential::Cookie(_)));
    kind == OperationType::Query && !is_link
}

/// Compresses the body of a response to a request with these headers, if the client accepts it and it is not short.
pub(super) async fn compressed(request_headers: &HeaderMap, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if headers.contains_key(header::SET_COOKIE) {
        return response;
    }
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !accepts_gzip(request_headers) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // All of it is in memory, where reading it does not fail.
    let Ok(plain) = body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(packed) = packed(&plain).await else {
        return Response::from_parts(parts, Body::from(plain));
    };
    let gzip = HeaderValue::from_static("gzip");
    parts.headers.insert(header::CONTENT_ENCODING, gzip);
    // Of the plain body, if it is there.
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

async fn packed(plain: &Bytes) -> Option<Vec<u8>> {
    if plain.len() <= SHORT {
        return None;
    }
    if plain.len() <= LONG {
        return gzip(plain).ok();
    }
    let plain = plain.clone();
    task::spawn_blocking(move || gzip(&plain)).await.ok()?.ok()
}

/// Level 1: higher ones take twice the time for a tenth less.
fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let packed = Vec::with_capacity(plain.len() / 4);
    let mut encoder = GzEncoder::new(packed, Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_response_that_sets_a_cookie_is_not_compressed() {
        let gzip = HeaderValue::from_static("gzip");
        let accepting = HeaderMap::from_iter([(header::ACCEPT_ENCODING, gzip)]);
        for sets_cookie in [true, false] {
            let mut response = Response::new(Body::from("x".repeat(SHORT + 1)));
            if sets_cookie {
                let cookie = HeaderValue::from_static("a=b");
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            let response = compressed(&accepting, response).await;
            let is_compressed = response.headers().contains_key(header::CONTENT_ENCODING);
            assert_eq!(is_compressed, !sets_cookie);
        }
    }
}
