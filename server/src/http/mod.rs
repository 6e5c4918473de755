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
mod codings;
mod connection;
mod credentials;
mod csp_reports;
mod deadline;
mod dev_mail;
mod execution;
mod export;
mod framing;
mod graphql;
mod header_case;
mod header_text;
mod headers;
mod health;
mod linger;
mod live_limits;
mod media;
mod origin;
mod refusals;
mod request;
mod shared_subscription;
mod socket;
mod sse;
mod stall;
mod state;
mod text;
mod unsubscribe;
mod uploads;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};
use http::StatusCode;
use tower_http::normalize_path::NormalizePath;

pub use self::accept::serve;
use self::state::HttpState;

/// The routes of the server, with or without a slash at the end of a path: people and mail programs add one.
type Routes = NormalizePath<Router>;

/// Returns the router with all routes of the server.
fn router(state: Arc<HttpState>) -> Routes {
    let playground = match state.config().graphql.playground {
        true => get(assets::playground),
        false => get(not_found),
    };
    let router = Router::new()
        .route("/", get(assets::console))
        .route("/admin", get(assets::console))
        .route("/verify-email", get(assets::console))
        .route("/reset-password/{token}", get(assets::console))
        .route("/confirm-email", get(assets::console))
        .route("/undo-email-change", get(assets::console))
        .route(
            "/unsubscribe/{token}",
            get(assets::console).post(unsubscribe::post),
        )
        .route(
            "/graphql",
            get(graphql::get_or_upgrade)
                .post(graphql::post)
                .layer(origin::cors(Arc::clone(&state.origins))),
        )
        .route("/playground", playground)
        .route("/assets/{*path}", get(assets::file))
        .route("/pkg/{*path}", get(assets::package))
        .route("/export/users.csv", get(export::users))
        .route("/export/matches.csv", get(export::matches))
        .route("/media/{name}", get(media::picture))
        .route(csp_reports::PATH, post(csp_reports::receive))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(dev_mail::routes(&state))
        .fallback(not_found)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&state),
            request::enter,
        ))
        .with_state(state);
    NormalizePath::trim_trailing_slash(router)
}

async fn not_found() -> (StatusCode, &'static str) {
    let text = "Not found. The console is at /, and the GraphQL API at /graphql.\n";
    (StatusCode::NOT_FOUND, text)
}
