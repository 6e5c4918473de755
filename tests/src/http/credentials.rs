//! Who a request speaks for: bearer tokens, and cookies only where a browser may have been meant to send them.

use std::collections::HashSet;

use reqwest::{Client, Method, StatusCode};
use serde_json::json;

use super::support::{Socket, is_signed_in, post};
use crate::harness::Server;

const FRIEND: &str = "https://app.example.edu";
const STRANGER: &str = "https://evil.example.edu";

async fn server() -> Server {
    Server::start_with(|config| config.allowed_origins = vec![FRIEND.to_owned()]).await
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
async fn a_bearer_token_counts_from_any_origin() {
    let server = server().await;
    assert!(
        is_signed_in(
            post(&server)
                .bearer_auth(server.token().await)
                .header("origin", STRANGER)
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_counts_without_origin_from_the_same_and_from_allowed_ones() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(is_signed_in(with_cookie().await).await);
    assert!(is_signed_in(with_cookie().await.header("origin", &server.url)).await);
    assert!(
        is_signed_in(
            with_cookie()
                .await
                .header("origin", FRIEND)
                .header("sec-fetch-site", "cross-site")
        )
        .await
    );
}

#[tokio::test]
async fn a_cookie_does_not_count_from_a_foreign_origin() {
    let server = server().await;
    let with_cookie = async || post(&server).header("cookie", cookie(&server).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", STRANGER)).await);
    assert!(!is_signed_in(with_cookie().await.header("origin", "null")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "cross-site")).await);
    assert!(!is_signed_in(with_cookie().await.header("sec-fetch-site", "same-site")).await);
}

#[tokio::test]
async fn in_production_a_cookie_has_a_prefix_and_counts_from_https_only() {
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
async fn a_bad_bearer_token_is_not_made_good_by_a_cookie() {
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
        "a proxy's own scheme is none of ours"
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
            .expect("an answer")
    };
    let friend = preflight(FRIEND).await;
    assert_eq!(friend.status(), StatusCode::OK);
    assert_eq!(friend.headers()["access-control-allow-origin"], FRIEND);
    assert_eq!(friend.headers()["access-control-allow-credentials"], "true");
    let headers = friend.headers()["access-control-allow-headers"].to_str();
    let headers: HashSet<&str> = headers.expect("text").split(',').collect();
    let expected = ["authorization", "content-type", "last-event-id"];
    assert_eq!(headers, expected.into());
    assert!(
        !preflight(STRANGER)
            .await
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

/// Whether a socket with these headers, and this payload of connection_init, is signed in.
async fn socket_is_signed_in(
    server: &Server,
    headers: &[(&'static str, &str)],
    payload: serde_json::Value,
) -> bool {
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let headers: Vec<_> = headers.iter().copied().chain([protocol]).collect();
    let mut socket = Socket::open_with(server, &headers).await;
    socket.initialise(payload).await;
    socket.subscribe("1", "{ me { id } }").await;
    socket.hear().await["payload"]["data"]["me"]["id"].is_string()
}

#[tokio::test]
async fn connection_init_signs_a_socket_in() {
    let server = server().await;
    let payload = json!({ "authorization": format!("Bearer {}", server.token().await) });
    assert!(socket_is_signed_in(&server, &[], payload.clone()).await);
    assert!(socket_is_signed_in(&server, &[("origin", STRANGER)], payload).await);
    assert!(!socket_is_signed_in(&server, &[], json!({})).await);
}

#[tokio::test]
async fn a_cookie_signs_a_socket_in_unless_its_origin_is_foreign() {
    let server = server().await;
    let cookie = ("cookie", &*cookie(&server).await);
    assert!(socket_is_signed_in(&server, &[cookie], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", FRIEND)], json!({})).await);
    assert!(socket_is_signed_in(&server, &[cookie, ("origin", &server.url)], json!({})).await);
    assert!(!socket_is_signed_in(&server, &[cookie, ("origin", STRANGER)], json!({})).await);
}
