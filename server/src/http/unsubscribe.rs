//! Unsubscribes with one click in a mail program (RFC 8058): the program posts to the URL of the header
//! List-Unsubscribe. A GET of the same URL is the console's page, which changes nothing by itself: programs that check
//! links open it too.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, State};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use super::client::client;
use super::state::HttpState;
use crate::accounts::email_preferences;
use crate::error::Error;
use crate::mail::ONE_CLICK;

/// Maximum size of the body.
const BODY_BYTES: usize = 4096;

/// Handles the request of a mail program. It has no session, and needs none.
pub(super) async fn post(
    State(state): State<Arc<HttpState>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> (StatusCode, &'static str) {
    let body = Limited::new(body, BODY_BYTES).collect();
    let Ok(Ok(body)) = timeout(state.limits().body_timeout, body).await else {
        return (
            StatusCode::BAD_REQUEST,
            "The body is incomplete or too long.\n",
        );
    };
    if !is_one_click(&body.to_bytes()) {
        return (
            StatusCode::BAD_REQUEST,
            "The body is not List-Unsubscribe=One-Click.\n",
        );
    }
    let client = client(&headers, peer, state.config());
    match email_preferences::unsubscribe(&state.app, &client, &token).await {
        Ok(()) => (StatusCode::OK, "You are unsubscribed.\n"),
        Err(Error::Refused(_)) => (
            StatusCode::NOT_FOUND,
            "This link is invalid or has expired.\n",
        ),
        Err(Error::RateLimited { .. }) => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many requests. Try again later.\n",
        ),
        Err(error) => {
            tracing::error!(%error, "could not unsubscribe");
            (StatusCode::SERVICE_UNAVAILABLE, "Try again later.\n")
        }
    }
}

/// Whether the form says so. Programs send it URL-encoded or as multipart/form-data.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let is_multipart = text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click");
    is_multipart || text.split('&').any(|pair| pair.trim() == ONE_CLICK)
}
