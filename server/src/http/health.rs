//! The health checks of an orchestrator: is the process alive, and is it ready for requests.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;

use super::state::HttpState;

/// Reports that the process is alive.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Reports whether the server can handle requests and is not shutting down.
pub(super) async fn ready(State(state): State<Arc<HttpState>>) -> (StatusCode, &'static str) {
    if !state.stop.is_cancelled() && state.app.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
