//! Small clients that send exactly what a test specifies: HTTP as text, and a graphql-transport-ws socket.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::Server;

/// Longer than any step here may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The newer media type of responses.
pub(crate) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// A document that is valid for every schema.
pub(crate) const TYPENAME: &str = "{ __typename }";

/// Starts a POST request to /graphql.
pub(crate) fn post(server: &Server) -> RequestBuilder {
    Client::new()
        .post(format!("{}/graphql", server.url))
        .header("accept", GRAPHQL_RESPONSE)
}

/// Returns a POST request of a client that accepts only server-sent events.
pub(crate) fn post_for_events(server: &Server) -> RequestBuilder {
    Client::new()
        .post(format!("{}/graphql", server.url))
        .header("accept", "text/event-stream")
}

/// Sends a document by POST.
pub(crate) async fn send(server: &Server, document: &str) -> Response {
    post(server)
        .json(&json!({ "query": document }))
        .send()
        .await
        .expect("a response")
}

/// Reads the JSON body of a response.
pub(crate) async fn body(response: Response) -> Value {
    response.json().await.expect("a JSON body")
}

/// Sends a query for `me` and returns whether the request is signed in.
pub(crate) async fn is_signed_in(request: RequestBuilder) -> bool {
    let request = request.json(&json!({ "query": "{ me { id } }" }));
    let response = body(request.send().await.expect("a response")).await;
    response["data"]["me"]["id"].is_string()
}

/// Opens a bare TCP connection.
pub(crate) async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url.trim_start_matches("http://"))
        .await
        .expect("a connection")
}

/// Reads until the server closes.
pub(crate) async fn read_to_end(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset closes the connection as well.
    let _ = timeout(TIMEOUT, stream.read_to_end(&mut bytes))
        .await
        .expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes text as it is.
pub(crate) async fn write(stream: &mut TcpStream, text: &str) {
    stream
        .write_all(text.as_bytes())
        .await
        .expect("the connection accepts it");
}

/// The client side of a WebSocket.
pub(crate) struct Socket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens a socket that speaks graphql-transport-ws.
    pub(crate) async fn open(server: &Server) -> Self {
        Self::open_with(
            server,
            &[("sec-websocket-protocol", "graphql-transport-ws")],
        )
        .await
    }

    /// Opens a socket with these headers and no others.
    pub(crate) async fn open_with(server: &Server, headers: &[(&'static str, &str)]) -> Self {
        let mut request = Self::bare_request(server);
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).expect("a header value"));
        }
        Self::connect(request).await
    }

    /// Returns the request for a socket that speaks graphql-transport-ws.
    pub(crate) fn request(server: &Server) -> Request<()> {
        let mut request = Self::bare_request(server);
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        request
    }

    /// Opens a socket with this request.
    pub(crate) async fn connect(request: Request<()>) -> Self {
        Self(connect_async(request).await.expect("an upgrade").0)
    }

    fn bare_request(server: &Server) -> Request<()> {
        let url = server.ws_url.as_str();
        url.into_client_request().expect("a request")
    }

    /// Opens a socket and initializes it without credentials.
    pub(crate) async fn ready(server: &Server) -> Self {
        let mut socket = Self::open(server).await;
        socket.initialize(Value::Null).await;
        socket
    }

    /// Sends connection_init, receives the ack and returns its payload.
    pub(crate) async fn initialize(&mut self, payload: Value) -> Value {
        self.say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        let mut ack = self.hear().await;
        assert_eq!(ack["type"], "connection_ack");
        ack["payload"].take()
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .expect("the server accepts it");
    }

    /// Sends a document.
    pub(crate) async fn subscribe(&mut self, id: &str, document: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": document } }))
            .await;
    }

    /// Returns the next frame of any type, or `None` when the connection is closed.
    pub(crate) async fn frame(&mut self) -> Option<Message> {
        timeout(TIMEOUT, self.0.next())
            .await
            .expect("a frame in time")?
            .ok()
    }

    /// Returns the next message, and skips pings and pongs.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.frame().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).expect("JSON"),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("expected a message, got {other:?}"),
            }
        }
    }

    /// Sends pings without reading, until the server accepts no more. Pongs are as long as their pings and cheap to
    /// produce.
    pub(crate) async fn flood(&mut self) {
        let payload = json!({ "padding": "y".repeat(40_000) });
        let ping = json!({ "type": "ping", "payload": payload }).to_string();
        let flooding = async {
            loop {
                let accepted = timeout(
                    Duration::from_secs(1),
                    self.0.send(Message::text(ping.clone())),
                );
                if !matches!(accepted.await, Ok(Ok(()))) {
                    return;
                }
            }
        };
        timeout(TIMEOUT, flooding)
            .await
            .expect("the server stops reading");
    }

    /// Keeps sending without reading, and returns how long it takes until the server has disconnected.
    pub(crate) async fn is_left(&mut self) -> Duration {
        let started = Instant::now();
        let sending = async {
            while self.0.send(Message::Ping(Vec::new().into())).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(TIMEOUT, sending)
            .await
            .expect("the server disconnects");
        started.elapsed()
    }

    /// Skips all other messages and returns the code with which the server closes.
    pub(crate) async fn closed_in_the_end(&mut self) -> u16 {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(close))) => return close.code.into(),
                Some(_) => {}
                None => panic!("no close"),
            }
        }
    }

    /// Returns the code and reason with which the server closes. Fails on any other message.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(close))) => {
                    return (close.code.into(), close.reason.to_string());
                }
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("expected a close, got {other:?}"),
            }
        }
    }
}
