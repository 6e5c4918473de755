//! The HTTP layer: everything between a TCP connection and the schema. This file contains the router.
//!
//! `accept` accepts connections and `connection` serves one, within the limits of `clients` and the timeouts of
//! `deadline` and `stall`. `request` gives each request that passes `framing` an id, and adds the common headers to its
//! response. `graphql`, `sse` and `socket` are the transports; all of them use `execution` and the query limits.
//! `shared_subscription` lets identical subscriptions share their work; `live_limits` bounds what stays open.

mod accept;
mod assets;
mod client;
mod clients;
mod connection;
mod credentials;
mod deadline;
mod execution;
mod framing;
mod graphql;
mod health;
mod live_limits;
mod origin;
mod refusals;
mod request;
mod shared_subscription;
mod socket;
mod sse;
mod stall;
mod state;
mod text;

use std::sync::Arc;

use axum::{Router, middleware, routing::get};
use http::StatusCode;

pub use self::accept::serve;
use self::state::HttpState;

/// Returns the router with all routes of the server.
fn router(state: Arc<HttpState>) -> Router {
    Router::new()
        .route("/", get(assets::console))
        .route("/admin", get(assets::console))
        .route("/verify-email", get(assets::console))
        .route("/reset-password/{token}", get(assets::console))
        .route(
            "/graphql",
            get(graphql::get_or_upgrade)
                .post(graphql::post)
                .layer(origin::cors(state.config())),
        )
        .route("/playground", get(assets::playground))
        .route("/assets/{*path}", get(assets::file))
        .route("/pkg/{*path}", get(assets::package))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(async || {
            (
                StatusCode::NOT_FOUND,
                "Not found. The console is at /, the GraphQL API at /graphql, and the playground at /playground.\n",
            )
        })
        .layer(middleware::from_fn(request::enter))
        .with_state(state)
}
