//! Authentication of requests: bearer tokens, and cookies only from the same origin or an allowed one.

use std::collections::HashSet;

use reqwest::{Client, Method, StatusCode};
use serde_json::json;

use super::support::{Socket, is_signed_in, post};
use crate::harness::Server;

const ALLOWED: &str = "https://app.example.edu";
const FOREIGN: &str = "https://evil.example.edu";

async fn server() -> Server {
    Server::start_with(|config| config.allowed_origins = vec![ALLOWED.to_owned()]).await
}

async fn cookie(server: &Server) -> String {
    format!("bruinbridge_session={}", server.token().await)
}

#[tokio::test]
async fn a_bearer_token_signs_in() {
    let server = server().await;
    assert!(is_signed_in(post(&server).bearer_auth(server.token().await)).await);
    assert!(!is_signed_in(post(&server)).await);
    assert!(!is_signed_in(post(&server).bearer_auth("unknown")).await);
}

#[tokio::test]
async fn a_bearer_token_is_accepted_from_any_origin() {
    let server = server().await;
    assert!(
        is_signed_in(
            post(&server)
                .bearer_auth(server.token().await)
                .header("origin", FOREIGN)
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_is_accepted_without_an_origin_and_from_the_same_or_an_allowed_one() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(is_signed_in(with_cookie().await).await);
    assert!(is_signed_in(with_cookie().await.header("origin", &server.url)).await);
    assert!(
        is_signed_in(
            with_cookie()
                .await
                .header("origin", ALLOWED)
                .header("sec-fetch-site", "cross-site")
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_is_ignored_from_a_foreign_origin() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", FOREIGN)).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", "null")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "cross-site")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "same-site")).await);
}

#[tokio::test]
async fn in_production_a_cookie_has_a_prefix_and_is_accepted_from_https_only() {
    let server = Server::start_with(|config| config.production = true).await;
    let token = server.token().await;
    let authority = server.url.trim_start_matches("http://");
    let with_cookie = |name: &str| {
        post(&server).header(
            "cookie",
            format!("a=b; {name}bruinbridge_session={token}; c=d"),
        )
    };
    assert!(is_signed_in(with_cookie("__Host-")).await);
    assert!(!is_signed_in(with_cookie("")).await);
    assert!(
        is_signed_in(with_cookie("__Host-").header("origin", format!("https://{authority}"))).await
    );
    assert!(!is_signed_in(with_cookie("__Host-").header("origin", &server.url)).await);
    assert!(
        !is_signed_in(
            with_cookie("__Host-").header("origin", format!("https://{authority}.evil.org"))
        )
        .await
    );
}

#[tokio::test]
async fn a_valid_cookie_does_not_replace_an_invalid_bearer_token() {
    let server = server().await;
    let request = post(&server)
        .bearer_auth("unknown")
        .header("cookie", cookie(&server).await);
    assert!(!is_signed_in(request).await);
    let request = post(&server)
        .basic_auth("staging", Some("x"))
        .header("cookie", cookie(&server).await);
    assert!(
        is_signed_in(request).await,
        "the scheme of a proxy is ignored"
    );
}

#[tokio::test]
async fn allowed_origins_may_call_with_credentials_and_others_may_not() {
    let server = server().await;
    let preflight = async |origin: &str| {
        let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", server.url));
        let request = request
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        request
            .header("access-control-request-headers", "content-type")
            .send()
            .await
            .expect("a response")
    };
    let allowed = preflight(ALLOWED).await;
    assert_eq!(allowed.status(), StatusCode::OK);
    assert_eq!(allowed.headers()["access-control-allow-origin"], ALLOWED);
    assert_eq!(
        allowed.headers()["access-control-allow-credentials"],
        "true"
    );
    let headers = allowed.headers()["access-control-allow-headers"].to_str();
    let headers: HashSet<&str> = headers.expect("text").split(',').collect();
    let expected = [
        "authorization",
        "content-type",
        "last-event-id",
        "graphql-require-preflight",
        "apollo-require-preflight",
    ];
    assert_eq!(headers, expected.into());
    assert!(
        !preflight(FOREIGN)
            .await
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

/// Returns whether a socket with these headers and this `connection_init` payload is signed in.
async fn socket_is_signed_in(
    server: &Server,
    headers: &[(&'static str, &str)],
    payload: serde_json::Value,
) -> bool {
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let headers: Vec<_> = headers.iter().copied().chain([protocol]).collect();
    let mut socket = Socket::open_with(server, &headers).await;
    socket.initialize(payload).await;
    socket.subscribe("1", "{ me { id } }").await;
    socket.hear().await["payload"]["data"]["me"]["id"].is_string()
}

#[tokio::test]
async fn connection_init_signs_a_socket_in() {
    let server = server().await;
    let payload = json!({ "authorization": format!("Bearer {}", server.token().await) });
    assert!(socket_is_signed_in(&server, &[], payload.clone()).await);
    assert!(socket_is_signed_in(&server, &[("origin", FOREIGN)], payload).await);
    assert!(!socket_is_signed_in(&server, &[], json!({})).await);
}

#[tokio::test]
async fn a_cookie_signs_a_socket_in_unless_its_origin_is_foreign() {
    let server = server().await;
    let cookie = ("cookie", &*cookie(&server).await);
    assert!(socket_is_signed_in(&server, &[cookie], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", ALLOWED)], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", &server.url)], json!({})).await);
    assert!(!socket_is_signed_in(&server, &[cookie, ("origin", FOREIGN)], json!({})).await);
}
