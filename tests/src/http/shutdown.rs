//! The server shuts down in time, without aborting running requests.

use std::time::{Duration, Instant};

use super::support::{Socket, connect, read_to_end, write};
use crate::harness::Server;

#[tokio::test]
async fn idle_connections_are_closed_and_the_address_is_released() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    write(&mut stream, "GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    stream.readable().await.expect("a response");
    server.stop.cancel();
    assert!(read_to_end(stream).await.starts_with("HTTP/1.1 200"));
    server.serving.await.expect("no panic").expect("no error");
    assert!(
        reqwest::get(format!("{}/healthz", server.url))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_request_in_flight_completes() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    let content = r#"{"query":"{__typename}"}"#;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n";
    write(
        &mut stream,
        &format!("{head}content-length: {}\r\n\r\n", content.len()),
    )
    .await;
    // The 100 Continue shows that the server waits for the body.
    stream.readable().await.expect("100 Continue");
    server.stop.cancel();
    write(&mut stream, content).await;
    let response = read_to_end(stream).await;
    assert!(
        response.contains("HTTP/1.1 200 OK") && response.contains("__typename"),
        "{response}"
    );
    server.serving.await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_request_that_does_not_end_is_aborted() {
    let server =
        Server::start_with(|config| config.limits.drain = Duration::from_millis(200)).await;
    let mut stream = connect(&server).await;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n";
    write(&mut stream, &format!("{head}content-length: 9\r\n\r\n")).await;
    stream.readable().await.expect("100 Continue");
    let started = Instant::now();
    server.stop.cancel();
    server.serving.await.expect("no panic").expect("no error");
    assert!(started.elapsed() < Duration::from_secs(3));
    read_to_end(stream).await;
}

#[tokio::test]
async fn sockets_are_closed_with_1001_going_away() {
    let server = Server::start().await;
    let mut idle = Socket::ready(&server).await;
    let mut fresh = Socket::open(&server).await;
    server.stop.cancel();
    assert_eq!(idle.closed().await.0, 1001);
    assert_eq!(fresh.closed().await.0, 1001);
    // Both must confirm the close before the server is done with them.
    assert!(idle.frame().await.is_none() && fresh.frame().await.is_none());
    server.serving.await.expect("no panic").expect("no error");
}
