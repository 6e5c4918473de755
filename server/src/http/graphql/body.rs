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
    if content_length(headers).is_some_and(|length| length > limits.body_bytes) {
        return Err(too_long(limits));
    }
    let body = Limited::new(body, limits.body_bytes).collect();
    match time::timeout(limits.body_timeout, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long(limits)),
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

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn too_long(limits: &Limits) -> Refusal {
    let message = format!("The body is longer than {} bytes.", limits.body_bytes);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}
