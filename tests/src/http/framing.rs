//! Ambiguous requests are refused (RFC 9112), and what follows them on the connection is not read.

use super::support::{connect, read_to_end, write};
use crate::harness::Server;

/// Sends these lines and a second request, and returns everything that the server sends.
async fn response(server: &Server, head: &str) -> String {
    let mut stream = connect(server).await;
    write(&mut stream, &head.replace('\n', "\r\n")).await;
    let next = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    write(&mut stream, next).await;
    read_to_end(stream).await
}

async fn is_refused(server: &Server, head: &str) {
    let response = response(server, head).await;
    let first = response.lines().next().expect("a response");
    assert!(first.ends_with("400 Bad Request"), "{head:?}: {response}");
    assert_eq!(
        response.matches("HTTP/1.").count(),
        1,
        "{head:?}: {response}"
    );
}

async fn is_accepted(server: &Server, head: &str) {
    let response = response(server, head).await;
    let first = response.lines().next().expect("a response");
    assert!(first.ends_with("200 OK"), "{head:?}: {response}");
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    let server = Server::start().await;
    is_refused(&server, "GET /healthz HTTP/1.1\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.1\nhost: a\nhost: b\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.1\nhost: a\nhost: a\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.1\nhost:\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.1\nhost: a b\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.1\nhost: me@a\n\n").await;
    is_refused(&server, "GET /healthz HTTP/1.0\nhost: a\nhost: b\n\n").await;
    is_refused(&server, "GET http://a/healthz HTTP/1.1\n\n").await;
    is_accepted(&server, "GET /healthz HTTP/1.0\n\n").await;
    is_accepted(&server, "GET /healthz HTTP/1.1\nhost: a:80\n\n").await;
    is_accepted(&server, "GET /healthz HTTP/1.1\nhost: [::1]:8000\n\n").await;
    is_accepted(&server, "GET http://a/healthz HTTP/1.1\nhost: b\n\n").await;
}

#[tokio::test]
async fn headers_that_the_server_relies_on_may_not_be_repeated() {
    let server = Server::start().await;
    for name in [
        "authorization",
        "origin",
        "content-type",
        "sec-fetch-site",
        "last-event-id",
    ] {
        let head = format!("GET /healthz HTTP/1.1\nhost: x\n{name}: a\n{name}: b\n\n");
        is_refused(&server, &head).await;
    }
    is_accepted(
        &server,
        "GET /healthz HTTP/1.1\nhost: x\naccept: a/b\naccept: c/d\n\n",
    )
    .await;
}

#[tokio::test]
async fn a_request_with_an_ambiguous_body_length_is_refused() {
    let server = Server::start().await;
    let post = "POST /graphql HTTP/1.1\nhost: x\ncontent-type: application/json\n";
    is_refused(
        &server,
        &format!("{post}content-length: 2\ncontent-length: 3\n\n{{}}"),
    )
    .await;
    is_refused(&server, &format!("{post}content-length: +2\n\n{{}}")).await;
    is_refused(&server, &format!("{post}transfer-encoding: gzip\n\n")).await;
    // Chunked encoding takes precedence, as the standard says, and nothing after the chunks is read as a request.
    for lengths in [
        "content-length: 4\ntransfer-encoding: chunked\n",
        "transfer-encoding: chunked\ncontent-length: 4\n",
    ] {
        let response = response(&server, &format!("{post}{lengths}\n0\n\n")).await;
        assert_eq!(
            response.matches("HTTP/1.").count(),
            1,
            "{lengths:?}: {response}"
        );
    }
}

#[tokio::test]
async fn a_cookie_is_checked_against_the_host_of_the_request_target() {
    let server = Server::start().await;
    let cookie = format!("bruinbridge_session={}", server.token().await);
    let me = async |target: &str, host: &str| {
        let query = "graphql?query=%7Bme%7Bid%7D%7D";
        let head = format!(
            "GET {target}/{query} HTTP/1.1\nhost: {host}\norigin: http://ours.example\ncookie: {cookie}\n\n"
        );
        response(&server, &head).await.contains(r#""id":"#)
    };
    assert!(me("", "ours.example").await);
    assert!(!me("", "other.example").await);
    assert!(me("http://ours.example", "other.example").await);
    assert!(!me("http://other.example", "ours.example").await);
}
