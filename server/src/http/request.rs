//! Gives every request an id, in the log and in the response, and adds the headers that all responses have.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

use super::state::HttpState;
use super::{framing, headers};

/// The response header with the request id, which a client can quote when it reports a problem.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request. Later ids sort after earlier ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Handles one request within its tracing span.
pub(super) async fn enter(
    State(state): State<Arc<HttpState>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    // At level ERROR, so that no filter removes the id from a logged error.
    let span = tracing::error_span!("request", %id);
    let mut response = match framing::check(&mut request) {
        Ok(()) => next.run(request).instrument(span).await,
        Err(ambiguous) => ambiguous.into_response(),
    };
    set_id(response.headers_mut(), id);
    headers::secure(response.headers_mut(), state.config().production);
    response
}

fn set_id(headers: &mut HeaderMap, id: RequestId) {
    let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
    if let Ok(value) = HeaderValue::from_str(id.0.hyphenated().encode_lower(&mut text)) {
        headers.insert(REQUEST_ID, value);
    }
}
