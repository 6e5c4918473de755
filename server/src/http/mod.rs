//! The HTTP layer: everything between a TCP connection and the schema. This page is the router.
//!
//! `accept` takes connections and `connection` serves one, within the limits of `clients` and the times of `deadline`
//! and `stall`; `request` gives each request that `framing` understands an id and its answer the common headers;
//! `graphql`, `sse` and `socket` are the ways to the schema, all through `execution` and the document gate. `live` lets
//! those who watch the same share the work.

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

/// Every address the server answers.
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
                "Nothing here. The console is at /, GraphQL at /graphql, a page to try it at /playground.\n",
            )
        })
        .layer(middleware::from_fn(request::enter))
        .with_state(state)
}
