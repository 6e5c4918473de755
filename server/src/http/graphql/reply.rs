//! HTTP responses: status, headers and body for a response of the schema, or for an invalid request.

use async_graphql::Response;
use axum::response::{IntoResponse, Response as HttpResponse};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::media::Media;
use crate::error::RETRY_AFTER;
use crate::http::text::{self, Around};
use crate::http::{execution, sse};

/// A request that is not well-formed as GraphQL over HTTP.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// The refusal of a request that the server cannot take at the moment.
    pub(super) fn busy() -> Self {
        let message = "The server is busy. Try again in a moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }

    pub(super) fn into_response(self, media: Media) -> HttpResponse {
        let status = self.status.as_u16();
        let extensions = match self.status {
            StatusCode::TOO_MANY_REQUESTS => {
                json!({ "code": "RATE_LIMITED", "status": status, "retryAfter": 5 })
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                json!({ "code": "BUSY", "status": status, "retryAfter": RETRY_AFTER })
            }
            _ => json!({ "code": "BAD_USER_INPUT", "status": status }),
        };
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] });
        let mut response = response(self.status, media, body.to_string().into());
        let headers = response.headers_mut();
        match self.status {
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(header::ALLOW, HeaderValue::from_static("POST"))
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"))
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER))
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => headers.insert(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static("identity"),
            ),
            // The client may still be sending the rest of the body.
            StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"))
            }
            _ => None,
        };
        response
    }
}

/// Returns the HTTP response for a response of the schema.
pub(super) fn respond(mut result: Response, media: Media, limit: usize) -> HttpResponse {
    let mut response = match media {
        Media::Events => sse::whole(text::of_response(&mut result, sse::WHOLE, limit)),
        _ => {
            let body = text::of_response(&mut result, Around::default(), limit);
            response(status(&result, media), media, body)
        }
    };
    if let Some(seconds) = execution::retry_after(&result) {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    // Mainly cookies.
    response.headers_mut().extend(result.http_headers);
    response
}

fn status(result: &Response, media: Media) -> StatusCode {
    if let Some(status) = execution::status_of_refused(result) {
        return status;
    }
    if !execution::is_request_error(result) {
        return StatusCode::OK;
    }
    let status = result.errors.first().and_then(execution::status);
    let status = status
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::BAD_REQUEST);
    match media {
        Media::Json if !status.is_server_error() => StatusCode::OK,
        _ => status,
    }
}

fn response(status: StatusCode, media: Media, body: Vec<u8>) -> HttpResponse {
    let content_type = match media {
        Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        Media::Json => "application/json; charset=utf-8",
        Media::Events => return sse::refusal(&body),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, body).into_response()
}
