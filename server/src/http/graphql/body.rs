//! Reads the body of a request, within the limits of its length and its time.

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time;

use super::reply::Refusal;
use crate::config::limits::Limits;

/// Reads the whole body.
///
/// # Errors
/// When the body is too long, takes too long or is incomplete.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<Bytes, Refusal> {
    check_length(headers, limits.body_bytes)?;
    let body = Limited::new(body, limits.body_bytes).collect();
    match time::timeout(limits.body_timeout, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long(limits.body_bytes)),
        Ok(Err(_)) => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "The body is incomplete.",
        )),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body took too long to arrive.",
        )),
    }
}

/// Checks the length that the headers give.
///
/// # Errors
/// When it is longer than the longest that is accepted.
pub(super) fn check_length(headers: &HeaderMap, longest: usize) -> Result<(), Refusal> {
    match content_length(headers) {
        Some(length) if length > longest => Err(too_long(longest)),
        _ => Ok(()),
    }
}

/// Whether the headers give a length.
pub(super) fn has_length(headers: &HeaderMap) -> bool {
    content_length(headers).is_some()
}

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The refusal of a body that is too long.
pub(super) fn too_long(longest: usize) -> Refusal {
    let message = format!("The body is longer than {longest} bytes.");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}
