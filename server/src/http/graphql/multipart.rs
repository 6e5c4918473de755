//! Multipart requests: an operation with files, as the GraphQL multipart request specification describes.

use async_graphql::{BatchRequest, Request};
use async_graphql_axum::GraphQLBatchRequest;
use axum::{body::Body, extract::FromRequest};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};

use super::reply::Refusal;

/// Parses a multipart body. The caller must limit its length: the extractor has no limits.
///
/// # Errors
/// When the body is not such a form, or contains a batch.
pub(super) async fn request(headers: &HeaderMap, body: Bytes) -> Result<Request, Refusal> {
    let mut request = http::Request::new(Body::from(body));
    *request.method_mut() = Method::POST;
    if let Some(content_type) = headers.get(header::CONTENT_TYPE) {
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type.clone());
    }
    // Without the parser's message, which may quote the body.
    let parsed: Result<GraphQLBatchRequest, _> =
        GraphQLBatchRequest::from_request(request, &()).await;
    let parsed = parsed.map_err(|_| {
        bad("The body is not a GraphQL multipart request with operations, map and files.")
    })?;
    match parsed.into_inner() {
        BatchRequest::Single(request) => Ok(request),
        BatchRequest::Batch(_) => Err(bad(
            "Batches are not supported. Send one operation per request.",
        )),
    }
}

fn bad(message: &'static str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
