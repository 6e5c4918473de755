//! The limit of connections: idle ones are closed to free capacity, and no client can use all of it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};

use super::support::{Socket, TYPENAME, connect, read_to_end, write};
use crate::harness::{Database, Server};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

/// Connects from another address of this host.
pub(super) async fn connect_from(source: [u8; 4], url: &str) -> TcpStream {
    let target: SocketAddr = url.trim_start_matches("http://").parse().expect("a target");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((source, 0).into()).expect("an address");
    socket.connect(target).await.expect("a connection")
}

/// Opens a socket and signs in on it.
async fn member(server: &Server, token: &str, headers: &[(&'static str, &str)]) -> Socket {
    let mut socket = Socket::open_with(server, &[&[PROTOCOL], headers].concat()).await;
    let authorization = format!("Bearer {token}");
    socket
        .initialize(json!({ "authorization": authorization }))
        .await;
    socket
}

/// Opens a connection that is idle after one response.
async fn idle(server: &Server) -> TcpStream {
    let mut stream = connect(server).await;
    write(&mut stream, HEALTH).await;
    stream.readable().await.expect("a response");
    stream
}

#[tokio::test]
async fn a_client_has_at_most_half_of_the_connections_and_one_more_is_refused() {
    let server = Server::start_with(|config| config.limits.connections = 4).await;
    let token = server.token().await;
    let first = member(&server, &token, &[]).await;
    let _second = member(&server, &token, &[]).await;
    // Both are in use: nothing of this client can be closed to free capacity.
    let refused = read_to_end(connect(&server).await).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("retry-after: 5"), "{refused}");
    // Other clients can use the other half.
    let mut other = connect_from([127, 0, 0, 2], &server.url).await;
    write(&mut other, HEALTH).await;
    other.readable().await.expect("a response");
    drop(first);
    while read_to_end_of_health(&server)
        .await
        .starts_with("HTTP/1.1 429")
    {
        tokio::task::yield_now().await;
    }
}

async fn read_to_end_of_health(server: &Server) -> String {
    let mut stream = connect(server).await;
    let head = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await;
    read_to_end(stream).await
}

#[tokio::test]
async fn idle_connections_are_closed_the_oldest_first() {
    let server = Server::start_with(|config| config.limits.connections = 6).await;
    let member = member(&server, &server.token().await, &[]).await;
    let oldest = idle(&server).await;
    let silent = connect(&server).await;
    // The client is over its share of three: its own idle connections are closed.
    let younger = idle(&server).await;
    assert!(read_to_end(oldest).await.starts_with("HTTP/1.1 200"));
    let youngest = idle(&server).await;
    assert_eq!(read_to_end(silent).await, "");
    drop((member, younger, youngest));
}

#[tokio::test]
async fn one_connection_too_many_for_the_server_is_refused() {
    let server = Server::start_with(|config| {
        config.limits.connections = 2;
        config.limits.connections_each = None;
    })
    .await;
    let token = server.token().await;
    let members = [
        member(&server, &token, &[]).await,
        member(&server, &token, &[]).await,
    ];
    let refused = read_to_end(connect(&server).await).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: 5"), "{refused}");
    drop(members);
}

#[tokio::test]
async fn a_connection_with_a_running_request_is_not_closed() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[("CONNECTIONS_PER_CLIENT", "1")]).await;
    let token = server.token().await;
    let content = r#"{"query":"subscription { accountSignals { id } }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{content}",
        content.len()
    );
    let mut events = connect(&server).await;
    write(&mut events, &head).await;
    events.readable().await.expect("a first event");
    let refused = read_to_end(connect(&server).await).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
}

#[tokio::test]
async fn one_socket_too_many_without_a_session_closes_the_oldest_one() {
    let server = Server::start_with(|config| config.limits.unauthenticated_each = 2).await;
    let token = server.token().await;
    let mut silent = Socket::open(&server).await;
    let ready = Socket::ready(&server).await;
    let mut members = Vec::new();
    for _ in 0..3 {
        members.push(member(&server, &token, &[]).await);
    }
    // The first member also counted until it had signed in.
    let displaced = (
        1013,
        "Too many connections on which nobody has signed in".to_owned(),
    );
    assert_eq!(silent.closed().await, displaced);
    members.push(ready);
    for socket in &mut members {
        socket.subscribe("1", TYPENAME).await;
        assert_eq!(socket.hear().await["type"], "next");
    }
}

#[tokio::test]
async fn a_proxy_names_the_client_and_an_ipv6_network_is_one_client() {
    let database = Database::sqlite().await;
    let settings = [
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("UNAUTHENTICATED_SOCKETS_PER_CLIENT", "1"),
    ];
    let server = Server::on(&database, &settings).await;
    let open = async |address: &str| {
        Socket::open_with(&server, &[PROTOCOL, ("x-forwarded-for", address)]).await
    };
    let mut first = open("2001:db8:1:1::1").await;
    let mut other_network = open("2001:db8:1:2::1").await;
    let mut other = open("203.0.113.7").await;
    let _same_network = open("2001:db8:1:1:ffff::2").await;
    assert_eq!(first.closed().await.0, 1013);
    for socket in [&mut other_network, &mut other] {
        assert_eq!(socket.initialize(Value::Null).await, Value::Null);
    }
}

#[tokio::test]
async fn sockets_behind_a_proxy_count_for_their_client() {
    let database = Database::sqlite().await;
    let settings = [
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("CONNECTIONS_PER_CLIENT", "1"),
    ];
    let server = Server::on(&database, &settings).await;
    let token = server.token().await;
    let _held = member(&server, &token, &[("x-forwarded-for", "203.0.113.7")]).await;
    let upgrade = async |address: &str| {
        let request = reqwest::Client::new()
            .get(format!("{}/graphql", server.url))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header(PROTOCOL.0, PROTOCOL.1)
            .header("x-forwarded-for", address);
        request.send().await.expect("a response")
    };
    let refused = upgrade("203.0.113.7").await;
    assert_eq!(refused.status().as_u16(), 429);
    assert_eq!(refused.headers()["retry-after"], "5");
    assert_eq!(upgrade("203.0.113.8").await.status().as_u16(), 101);
}

#[tokio::test]
async fn a_socket_without_a_session_is_closed_when_it_is_idle() {
    let timeout = Duration::from_millis(300);
    let server = Server::start_with(|config| config.limits.socket.init_timeout = timeout).await;
    let mut member = member(&server, &server.token().await, &[]).await;
    let mut socket = Socket::ready(&server).await;
    let used_at = Instant::now();
    socket.subscribe("1", TYPENAME).await;
    assert_eq!(socket.hear().await["type"], "next");
    assert_eq!(socket.hear().await["type"], "complete");
    let idle = (1000, "Idle, and nobody has signed in".to_owned());
    assert_eq!(socket.closed().await, idle);
    assert!(used_at.elapsed() >= timeout);
    member.subscribe("1", TYPENAME).await;
    assert_eq!(member.hear().await["type"], "next");
}
