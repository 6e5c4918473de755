//! The two questions an orchestrator asks: is the process alive, and may it get requests.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;

use super::state::HttpState;

/// The process lives.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// The server can do its work, and is not about to stop.
pub(super) async fn ready(State(state): State<Arc<HttpState>>) -> (StatusCode, &'static str) {
    if !state.stop.is_cancelled() && state.app.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
