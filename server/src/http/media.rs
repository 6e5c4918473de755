//! Serves profile pictures. Their names contain the hash of their content, so clients can cache them forever.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::assets::IMMUTABLE;
use super::headers::RESOURCE_POLICY;
use super::state::HttpState;
use crate::config::{MEDIA_PATH, MediaConfig};

/// Serves the picture with this name. Pages of any origin may show it: its URL cannot be guessed.
pub(super) async fn picture(
    State(state): State<Arc<HttpState>>,
    Path(name): Path<String>,
) -> Response {
    if !MediaConfig::is_file_name(&name) {
        return not_found();
    }
    match state.app.media.get(&format!("{MEDIA_PATH}{name}")).await {
        Ok(Some(content)) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
                (header::CACHE_CONTROL, IMMUTABLE),
                (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
            ];
            (headers, content).into_response()
        }
        Ok(None) => not_found(),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            uncached(StatusCode::SERVICE_UNAVAILABLE, "Try again later.\n")
        }
    }
}

fn not_found() -> Response {
    uncached(StatusCode::NOT_FOUND, "No such picture.\n")
}

fn uncached(status: StatusCode, text: &'static str) -> Response {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, headers, text).into_response()
}
