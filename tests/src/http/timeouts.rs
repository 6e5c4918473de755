//! The limits of the HTTP layer on slow clients, large requests, and many of them.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::interval;

use super::support::{TYPENAME, body, connect, is_signed_in, post, read_to_end, send, write};
use crate::harness::Server;

#[tokio::test]
async fn slow_headers_time_out() {
    let server =
        Server::start_with(|config| config.limits.header_timeout = Duration::from_millis(300))
            .await;
    let mut stream = connect(&server).await;
    let started = Instant::now();
    let mut ticks = interval(Duration::from_millis(50));
    write(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    while stream.write_all(b"x: y\r\n").await.is_ok() {
        ticks.tick().await;
        assert!(started.elapsed() < Duration::from_secs(5), "still open");
    }
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let server =
        Server::start_with(|config| config.limits.header_timeout = Duration::from_millis(200))
            .await;
    read_to_end(connect(&server).await).await;
}

#[tokio::test]
async fn headers_have_a_maximum_size() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    let long = "y".repeat(20_000);
    write(
        &mut stream,
        &format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n"),
    )
    .await;
    assert!(read_to_end(stream).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn a_long_body_is_refused_with_and_without_a_content_length() {
    let server = Server::start().await;
    let long = json!({ "query": TYPENAME, "variables": { "x": "y".repeat(70_000) } });
    let response = post(&server).json(&long).send().await.expect("a response");
    assert_eq!(response.status().as_u16(), 413);
    assert!(
        body(response).await["errors"][0]["message"]
            .as_str()
            .expect("a message")
            .contains("65536 bytes")
    );

    let mut stream = connect(&server).await;
    write(
        &mut stream,
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n",
    )
    .await;
    write(&mut stream, "transfer-encoding: chunked\r\n\r\n").await;
    for _ in 0..9 {
        let _ = stream
            .write_all(format!("2000\r\n{}\r\n", "y".repeat(0x2000)).as_bytes())
            .await;
    }
    assert!(read_to_end(stream).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn a_body_that_does_not_arrive_times_out() {
    let server =
        Server::start_with(|config| config.limits.body_timeout = Duration::from_millis(200)).await;
    let mut stream = connect(&server).await;
    write(
        &mut stream,
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n",
    )
    .await;
    write(&mut stream, "content-length: 20\r\n\r\n{").await;
    assert!(read_to_end(stream).await.starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn a_response_that_is_not_read_is_dropped() {
    let server =
        Server::start_with(|config| config.limits.write_stall = Duration::from_millis(300)).await;
    let stream = connect(&server).await;
    let (reader, mut writer) = stream.into_split();
    let document =
        "{ __schema { types { name fields { name description args { name description } } } } }";
    let content = json!({ "query": document }).to_string();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let request = format!("{head}content-length: {}\r\n\r\n{content}", content.len());
    // Sends requests without reading until the buffers are full and the server closes the connection.
    let sending = async { while writer.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), sending)
        .await
        .expect("the server closes");
    drop(reader);
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_longer_than_the_header_timeout() {
    let keep_alive = Duration::from_millis(700);
    let server = Server::start_with(|config| {
        config.limits.header_timeout = Duration::from_millis(200);
        config.limits.keep_alive = keep_alive;
    })
    .await;
    let mut stream = connect(&server).await;
    for _ in 0..2 {
        write(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        stream.readable().await.expect("a response");
        let mut response = [0; 1000];
        let length = stream.read(&mut response).await.expect("a response");
        assert!(response[..length].starts_with(b"HTTP/1.1 200"));
        // The connection must really be idle.
        tokio::time::sleep(keep_alive / 2).await;
    }
    let silent_since = Instant::now() - keep_alive / 2;
    assert_eq!(read_to_end(stream).await, "");
    assert!(silent_since.elapsed() >= keep_alive);
}

#[tokio::test]
async fn slow_headers_time_out_on_a_reused_connection() {
    let server = Server::start_with(|config| {
        config.limits.header_timeout = Duration::from_millis(300);
        config.limits.keep_alive = Duration::from_secs(60);
    })
    .await;
    let mut stream = connect(&server).await;
    write(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    stream.readable().await.expect("a response");
    let started = Instant::now();
    let mut ticks = interval(Duration::from_millis(50));
    write(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    while stream.write_all(b"x: y\r\n").await.is_ok() {
        ticks.tick().await;
        assert!(started.elapsed() < Duration::from_secs(5), "still open");
    }
}

#[tokio::test]
async fn an_idle_connection_stays_open_for_longer_than_proxies_keep_it() {
    let server = Server::start().await;
    assert!(server.app.config.limits.keep_alive > Duration::from_secs(60));
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        write(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    }
    write(
        &mut stream,
        "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert_eq!(read_to_end(stream).await.matches("HTTP/1.1 200").count(), 4);
    assert!(!is_signed_in(post(&server)).await);
    assert_eq!(send(&server, TYPENAME).await.status().as_u16(), 200);
}
