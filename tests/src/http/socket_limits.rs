//! Limits of a socket: the init timeout, silence, operations, and clients that do not read.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::support::{Socket, TYPENAME};
use crate::harness::Server;

#[tokio::test]
async fn no_init_in_time_closes_with_4408() {
    let server =
        Server::start_with(|config| config.limits.socket.init_timeout = Duration::from_millis(100))
            .await;
    let mut socket = Socket::open(&server).await;
    assert_eq!(
        socket.closed().await,
        (4408, "Connection initialisation timeout".to_owned())
    );
}

#[test]
fn a_client_has_ten_seconds_for_its_init() {
    let limits = bruinbridge::config::limits::SocketLimits::default();
    assert_eq!(limits.init_timeout, Duration::from_secs(10));
}

#[tokio::test]
async fn a_socket_that_sends_pongs_is_kept() {
    let server =
        Server::start_with(|config| config.limits.socket.keep_alive = Duration::from_millis(50))
            .await;
    let mut socket = Socket::ready(&server).await;
    for _ in 0..5 {
        // Reading a ping sends the pong.
        assert!(matches!(socket.frame().await, Some(Message::Ping(_))));
    }
    socket.subscribe("1", TYPENAME).await;
    assert_eq!(socket.hear().await["type"], "next");
}

#[tokio::test]
async fn a_socket_that_sends_no_pong_is_dropped() {
    let server =
        Server::start_with(|config| config.limits.socket.keep_alive = Duration::from_millis(50))
            .await;
    let socket = Socket::ready(&server).await;
    // Reads below the WebSocket layer, where no pongs are sent.
    let mut stream = socket.0.into_inner();
    let mut bytes = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes);
    let _ = tokio::time::timeout(Duration::from_secs(5), reading)
        .await
        .expect("the server closes");
    assert_eq!(bytes, [0x89, 0x00], "exactly one ping");
}

#[tokio::test]
async fn one_operation_too_many_is_refused_and_the_socket_stays_open() {
    let server = Server::start_with(|config| config.limits.socket.operations = 2).await;
    let mut socket = Socket::open(&server).await;
    socket
        .initialize(json!({ "authorization": format!("Bearer {}", server.token().await) }))
        .await;
    for id in ["1", "2", "3"] {
        socket
            .subscribe(id, "subscription { accountSignals { id } }")
            .await;
    }
    let message = socket.hear().await;
    assert_eq!(
        (&message["id"], &message["type"]),
        (&json!("3"), &json!("error"))
    );
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "BAD_USER_INPUT"
    );
    socket.say(json!({ "id": "1", "type": "complete" })).await;
    socket.subscribe("3", TYPENAME).await;
    assert_eq!(socket.hear().await["type"], "next");
}

#[tokio::test]
async fn a_slow_client_is_closed_with_1013() {
    let server = Server::start_with(|config| {
        config.limits.socket.write_timeout = Duration::from_millis(300);
        // Long enough for the client to read the close code.
        config.limits.socket.close_timeout = Duration::from_secs(20);
    })
    .await;
    let mut socket = Socket::ready(&server).await;
    socket.flood().await;
    assert_eq!(socket.closed_in_the_end().await, 1013);
}

#[tokio::test]
async fn a_client_that_never_reads_is_disconnected() {
    let server = Server::start_with(|config| {
        config.limits.socket.write_timeout = Duration::from_millis(300);
        config.limits.socket.close_timeout = Duration::from_millis(100);
    })
    .await;
    let mut socket = Socket::ready(&server).await;
    socket.flood().await;
    assert!(socket.is_left().await < Duration::from_secs(5));
}
