//! A subscription on its own WebSocket.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::TIMEOUT;

/// A running subscription. It stops when dropped.
pub(crate) struct Subscription(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// A message from the socket.
#[derive(Debug)]
pub(crate) enum Heard {
    /// The data of one event, under the subscription's field.
    Event(Value),
    /// The errors that refused or ended the subscription.
    Errors(Value),
    /// The server completed the subscription.
    Complete,
    /// The server closed the socket.
    Closed(Option<CloseFrame>),
}

impl Subscription {
    pub(super) async fn start(
        url: &str,
        token: Option<&str>,
        document: &str,
        variables: Value,
    ) -> Self {
        let mut request = url.into_client_request().expect("a request");
        request.headers_mut().insert(
            "sec-websocket-protocol",
            HeaderValue::from_static("graphql-transport-ws"),
        );
        let (socket, _) = connect_async(request).await.expect("an upgrade");
        let mut subscription = Self(socket);
        let credentials = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        subscription
            .send(json!({ "type": "connection_init", "payload": credentials }))
            .await;
        let ack = subscription.message().await.expect("an ack");
        assert_eq!(ack["type"], "connection_ack");
        let payload = json!({ "query": document, "variables": variables });
        subscription
            .send(json!({ "id": "1", "type": "subscribe", "payload": payload }))
            .await;
        subscription
    }

    /// Returns the data of the next event, under the subscription's field. Panics if none arrives.
    pub(crate) async fn next(&mut self) -> Value {
        match self.hear().await {
            Heard::Event(event) => event,
            other => panic!("expected an event, got {other:?}"),
        }
    }

    /// Returns the next `count` events.
    pub(crate) async fn take(&mut self, count: usize) -> Vec<Value> {
        let mut events = Vec::new();
        while events.len() < count {
            events.push(self.next().await);
        }
        events
    }

    /// Returns the code of the error that refused the subscription.
    pub(crate) async fn refused(&mut self) -> String {
        match self.hear().await {
            Heard::Errors(errors) => {
                let code = errors[0]["extensions"]["code"].as_str();
                code.expect("a code").to_owned()
            }
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    /// Returns the next message.
    pub(crate) async fn hear(&mut self) -> Heard {
        let mut message = match self.message().await {
            Ok(message) => message,
            Err(close) => return Heard::Closed(close),
        };
        match message["type"].as_str() {
            Some("next") if message["payload"].get("errors").is_some() => {
                Heard::Errors(message["payload"]["errors"].take())
            }
            Some("next") => {
                let data = message["payload"]["data"].as_object().cloned();
                let first = data.and_then(|data| data.into_iter().next());
                Heard::Event(first.expect("one field").1)
            }
            Some("error") => Heard::Errors(message["payload"].take()),
            Some("complete") => Heard::Complete,
            _ => panic!("an unexpected message: {message}"),
        }
    }

    async fn send(&mut self, message: Value) {
        let message = Message::text(message.to_string());
        self.0.send(message).await.expect("an open socket");
    }

    async fn message(&mut self) -> Result<Value, Option<CloseFrame>> {
        loop {
            let frame = timeout(TIMEOUT, self.0.next()).await;
            match frame.expect("a message before the timeout") {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(close))) => return Err(close),
                _ => return Err(None),
            }
        }
    }
}
