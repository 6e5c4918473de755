//! Limits of what stays open: sockets and event streams per client and session, and the bytes of subscriptions.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::support::{Socket, TYPENAME, post};
use crate::harness::{Database, Server};

const SUBSCRIPTION: &str = "subscription { accountSignals { id } }";

async fn signed_in(server: &Server, token: &str) -> Socket {
    let mut socket = Socket::open(server).await;
    socket
        .initialize(json!({ "authorization": format!("Bearer {token}") }))
        .await;
    socket
}

async fn stream(server: &Server, token: &str) -> Response {
    let request = post(server)
        .header("accept", "text/event-stream")
        .bearer_auth(token)
        .json(&json!({ "query": SUBSCRIPTION }));
    request.send().await.expect("a response")
}

/// Subscribes and returns the error, or `None` when the subscription runs.
async fn subscribe(
    socket: &mut Socket,
    id: &str,
    document: &str,
    variables: Value,
) -> Option<Value> {
    let payload = json!({ "query": document, "variables": variables });
    socket
        .say(json!({ "id": id, "type": "subscribe", "payload": payload }))
        .await;
    socket.subscribe("probe", TYPENAME).await;
    // The socket handles messages in order, so a refusal comes before the response to the probe.
    let mut first = socket.hear().await;
    if first["type"] == "error" {
        for _ in 0..2 {
            socket.hear().await;
        }
        return Some(first["payload"][0]["extensions"]["code"].take());
    }
    assert_eq!(first["id"], "probe", "{first}");
    socket.hear().await;
    None
}

#[tokio::test]
async fn a_session_has_a_number_of_sockets_and_event_streams() {
    let database = Database::sqlite().await;
    let server = Server::on(
        &database,
        &[("SOCKETS_PER_SESSION", "2"), ("AUTO_VERIFY", "true")],
    )
    .await;
    let token = server.token().await;
    let first = signed_in(&server, &token).await;
    let streaming = stream(&server, &token).await;
    assert_eq!(streaming.status(), StatusCode::OK);
    let mut refused = Socket::open(&server).await;
    let authorization = json!({ "authorization": format!("Bearer {token}") });
    refused
        .say(json!({ "type": "connection_init", "payload": authorization }))
        .await;
    let reason = "Too many sockets of this session".to_owned();
    assert_eq!(refused.closed().await, (1013, reason));
    assert_eq!(
        stream(&server, &token).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    // Another session of the same account is not affected.
    let other = server
        .client()
        .log_in("token@ucla.edu", crate::harness::PASSWORD)
        .await;
    signed_in(&server, &other.token.expect("a token")).await;
    drop(first);
    while stream(&server, &token).await.status() != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_has_a_number_of_sockets_and_event_streams() {
    let database = Database::sqlite().await;
    let server = Server::on(
        &database,
        &[("SOCKETS_PER_CLIENT", "2"), ("AUTO_VERIFY", "true")],
    )
    .await;
    let token = server.token().await;
    let _first = signed_in(&server, &token).await;
    let mut anonymous = Socket::ready(&server).await;
    // One more replaces the socket on which no one has signed in.
    let streaming = stream(&server, &token).await;
    assert_eq!(streaming.status(), StatusCode::OK);
    assert_eq!(anonymous.closed().await.0, 1013);
    let refused = stream(&server, &token).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "5");
    let ordinary = post(&server)
        .json(&json!({ "query": TYPENAME }))
        .send()
        .await;
    assert_eq!(ordinary.expect("a response").status(), StatusCode::OK);
}

#[tokio::test]
async fn undeclared_variables_are_not_held() {
    let database = Database::sqlite().await;
    let settings = [
        ("SUBSCRIPTION_BYTES_PER_SESSION", "65536"),
        ("AUTO_VERIFY", "true"),
    ];
    let server = Server::on(&database, &settings).await;
    let mut socket = signed_in(&server, &server.token().await).await;
    for number in 0..10 {
        let variables = json!({ "undeclared": "x".repeat(60_000) });
        let refused = subscribe(&mut socket, &number.to_string(), SUBSCRIPTION, variables).await;
        assert_eq!(refused, None);
    }
}

#[tokio::test]
async fn the_subscriptions_of_a_session_have_a_budget_of_bytes() {
    let database = Database::sqlite().await;
    let settings = [
        ("SUBSCRIPTION_BYTES_PER_SESSION", "50000"),
        ("AUTO_VERIFY", "true"),
    ];
    let server = Server::on(&database, &settings).await;
    let token = server.token().await;
    let (mut first, mut second) = (
        signed_in(&server, &token).await,
        signed_in(&server, &token).await,
    );
    let large = format!("{SUBSCRIPTION} # {}", "x".repeat(30_000));
    assert_eq!(subscribe(&mut first, "1", &large, json!({})).await, None);
    // The budget is the session's, on all of its sockets.
    let refused = Some(json!("TOO_MANY_SUBSCRIPTIONS"));
    assert_eq!(
        subscribe(&mut second, "1", &large, json!({})).await,
        refused
    );
    first.say(json!({ "id": "1", "type": "complete" })).await;
    first.subscribe("2", TYPENAME).await;
    first.hear().await;
    assert_eq!(subscribe(&mut second, "1", &large, json!({})).await, None);
}
