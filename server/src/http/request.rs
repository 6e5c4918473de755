//! What every request gets: an id, in the log and in the answer, and the headers that all answers bear.

use std::fmt;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::Instrument;
use uuid::Uuid;

use super::framing;

/// The header that tells a client its request's id, to be quoted when something went wrong.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request. Ids made later sort later.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Runs one request within its span.
pub(super) async fn enter(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    // At the level of errors, so that no filter takes the id away from an error that is logged.
    let span = tracing::error_span!("request", %id);
    let mut response = match framing::check(&mut request) {
        Ok(()) => next.run(request).instrument(span).await,
        Err(ambiguous) => ambiguous.into_response(),
    };
    mark(response.headers_mut(), id);
    response
}

fn mark(headers: &mut HeaderMap, id: RequestId) {
    let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
    if let Ok(value) = HeaderValue::from_str(id.0.hyphenated().encode_lower(&mut text)) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
}
