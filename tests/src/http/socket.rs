//! The graphql-transport-ws protocol: its messages and close codes.

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;

use super::support::{Socket, TYPENAME, connect, write};
use crate::harness::Server;

#[tokio::test]
async fn a_query_over_a_socket_gets_next_and_complete() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket.subscribe("a", TYPENAME).await;
    let next = socket.hear().await;
    assert_eq!((&next["id"], &next["type"]), (&json!("a"), &json!("next")));
    assert!(next["payload"]["data"]["__typename"].is_string());
    assert_eq!(
        socket.hear().await,
        json!({ "id": "a", "type": "complete" })
    );
}

#[tokio::test]
async fn an_id_may_be_reused_when_its_operation_is_complete() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for _ in 0..3 {
        socket.subscribe("a", "mutation { __typename }").await;
        assert_eq!(socket.hear().await["type"], "next");
        assert_eq!(socket.hear().await["type"], "complete");
    }
}

#[tokio::test]
async fn a_subscription_sends_its_events_until_the_client_completes_it() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket
        .initialize(json!({ "authorization": format!("Bearer {}", server.token().await) }))
        .await;
    socket
        .subscribe("s", "subscription { accountSignals(after: \"0\") { id } }")
        .await;
    let next = socket.hear().await;
    assert_eq!((&next["id"], &next["type"]), (&json!("s"), &json!("next")));
    assert!(next["payload"]["data"]["accountSignals"]["id"].is_string());
    socket.say(json!({ "id": "s", "type": "complete" })).await;
    socket.subscribe("after", TYPENAME).await;
    // Events that were in flight may still arrive; then only the result of the query.
    let mut message = socket.hear().await;
    while message["id"] == "s" {
        assert_eq!(
            message["type"], "next",
            "the server does not complete what the client did"
        );
        message = socket.hear().await;
    }
    assert_eq!(message["id"], "after");
    // The id is free again.
    assert_eq!(socket.hear().await["type"], "complete");
    socket.subscribe("s", TYPENAME).await;
    assert_eq!(socket.hear().await["type"], "next");
}

#[tokio::test]
async fn an_invalid_document_gets_an_error_message() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    for document in [
        "{",
        "{ noSuchField }",
        "subscription { noSuchField }",
        "subscription { __typename a }",
    ] {
        socket.subscribe("a", document).await;
        let message = socket.hear().await;
        assert_eq!(
            (&message["id"], &message["type"]),
            (&json!("a"), &json!("error")),
            "{document}"
        );
        assert_eq!(
            message["payload"][0]["extensions"]["code"], "BAD_USER_INPUT",
            "{document}"
        );
    }
    // No complete follows an error, and the socket stays open.
    socket.subscribe("b", TYPENAME).await;
    assert_eq!(socket.hear().await["id"], "b");
}

#[tokio::test]
async fn a_subscription_refused_before_its_first_event_gets_an_error_message() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket
        .subscribe("a", "subscription { accountSignals { id } }")
        .await;
    let message = socket.hear().await;
    assert_eq!(message["type"], "error");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}

#[tokio::test]
async fn a_ping_gets_a_pong_with_its_payload_even_before_the_init() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
    socket
        .say(json!({ "type": "ping", "payload": { "at": 1 } }))
        .await;
    assert_eq!(
        socket.hear().await,
        json!({ "type": "pong", "payload": { "at": 1 } })
    );
    socket.say(json!({ "type": "pong" })).await;
    socket.initialize(json!({})).await;
}

#[tokio::test]
async fn completing_an_unknown_operation_is_no_error() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket
        .say(json!({ "id": "none", "type": "complete" }))
        .await;
    socket.subscribe("a", TYPENAME).await;
    assert_eq!(socket.hear().await["type"], "next");
}

#[tokio::test]
async fn a_bad_message_closes_with_4400() {
    let server = Server::start().await;
    let messages = [
        Message::text("hello"),
        Message::text("[]"),
        Message::text("{}"),
        Message::text(r#"{"type":"connection_ack"}"#),
        Message::text(r#"{"type":"complete"}"#),
        Message::text(r#"{"type":"connection_init","payload":[]}"#),
        Message::text(r#"{"type":"connection_init","payload":"x"}"#),
        Message::text(r#"{"type":"start","id":"1","payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{}}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#),
        Message::text(
            r#"{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":[]}}"#,
        ),
        Message::text(r#"{"type":"ping","payload":1}"#),
        Message::binary(r#"{"type":"ping"}"#),
    ];
    for message in messages {
        let mut socket = Socket::ready(&server).await;
        let text = format!("{message:?}");
        futures_util::SinkExt::send(&mut socket.0, message)
            .await
            .expect("the server accepts it");
        assert_eq!(socket.closed().await.0, 4400, "{text}");
    }
}

#[tokio::test]
async fn a_message_of_the_older_protocol_closes_with_a_reason_that_names_the_current_one() {
    let server = Server::start().await;
    for kind in ["start", "stop", "connection_terminate"] {
        let mut socket = Socket::ready(&server).await;
        socket.say(json!({ "type": kind, "id": "1" })).await;
        let (code, reason) = socket.closed().await;
        assert_eq!(code, 4400, "{kind}");
        assert!(
            reason.contains("use graphql-transport-ws"),
            "{kind}: {reason}"
        );
    }
}

#[tokio::test]
async fn a_message_that_is_too_long_closes_with_1009() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket
        .say(json!({ "type": "ping", "payload": { "x": "y".repeat(70_000) } }))
        .await;
    let reason = "A message is longer than 65536 bytes".to_owned();
    assert_eq!(socket.closed().await, (1009, reason));
}

/// While the client is still sending: without reading the rest, the kernel would reset the connection.
#[tokio::test]
async fn the_close_frame_arrives_after_a_message_of_many_megabytes() {
    let server = Server::start().await;
    for _ in 0..5 {
        let mut socket = Socket::ready(&server).await;
        let message = json!({ "type": "ping", "payload": { "x": "y".repeat(16 << 20) } });
        socket.say(message).await;
        assert_eq!(socket.closed().await.0, 1009);
    }
}

#[tokio::test]
async fn an_operation_before_the_init_closes_with_4401() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("1", TYPENAME).await;
    assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn bad_credentials_close_with_4403() {
    let server = Server::start().await;
    for authorization in [
        json!("Bearer unknown"),
        json!("unknown"),
        json!("Bearer "),
        json!(1),
    ] {
        let mut socket = Socket::open(&server).await;
        socket
            .say(
                json!({ "type": "connection_init", "payload": { "authorization": authorization } }),
            )
            .await;
        assert_eq!(
            socket.closed().await,
            (4403, "Forbidden".to_owned()),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn the_token_of_an_ended_session_closes_with_4403() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    jo.accept("logout", json!({}), "").await;
    let authorization = format!("Bearer {}", jo.token.expect("a token"));
    let mut socket = Socket::open(&server).await;
    let payload = json!({ "authorization": authorization });
    socket
        .say(json!({ "type": "connection_init", "payload": payload }))
        .await;
    assert_eq!(socket.closed().await, (4403, "Forbidden".to_owned()));
}

#[tokio::test]
async fn another_protocol_closes_with_4406() {
    let server = Server::start().await;
    let other = "Subprotocol not acceptable";
    let old = "Subprotocol not acceptable: use graphql-transport-ws, not graphql-ws";
    for (protocol, reason) in [
        (None, other),
        (Some("graphql-ws"), old),
        (Some("chat, soap"), other),
    ] {
        let headers: Vec<_> = protocol
            .iter()
            .map(|protocol| ("sec-websocket-protocol", *protocol))
            .collect();
        let mut socket = Socket::open_with(&server, &headers).await;
        assert_eq!(socket.closed().await, (4406, reason.to_owned()));
    }
}

#[tokio::test]
async fn a_second_operation_with_the_same_id_closes_with_4409() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server).await;
    socket
        .initialize(json!({ "authorization": format!("Bearer {}", server.token().await) }))
        .await;
    socket
        .subscribe("twice", "subscription { accountSignals { id } }")
        .await;
    socket.subscribe("twice", TYPENAME).await;
    assert_eq!(
        socket.closed().await,
        (4409, "Subscriber for twice already exists".to_owned())
    );
}

#[tokio::test]
async fn a_second_init_closes_with_4429() {
    let server = Server::start().await;
    let mut socket = Socket::ready(&server).await;
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(
        socket.closed().await,
        (4429, "Too many initialisation requests".to_owned())
    );
}

#[tokio::test]
async fn a_handshake_spells_the_names_of_headers_as_the_standard_does() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    let request = "GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    write(&mut stream, request).await;
    let mut head = vec![0; 4096];
    let length = stream.read(&mut head).await.expect("a response");
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    for line in [
        "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n",
    ] {
        assert!(head.contains(line), "{head}");
    }
}
