//! Small clients that send exactly what a test says: HTTP as text, and a graphql-transport-ws socket.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::harness::Server;

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The newer media type of answers.
pub(crate) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// A document that every schema answers.
pub(crate) const TYPENAME: &str = "{ __typename }";

/// A POST to /graphql, to be completed.
pub(crate) fn post(server: &Server) -> RequestBuilder {
    Client::new()
        .post(format!("{}/graphql", server.url))
        .header("accept", GRAPHQL_RESPONSE)
}

/// Sends a document by POST.
pub(crate) async fn send(server: &Server, document: &str) -> Response {
    post(server)
        .json(&json!({ "query": document }))
        .send()
        .await
        .expect("an answer")
}

/// The body of an answer.
pub(crate) async fn body(response: Response) -> Value {
    response.json().await.expect("a JSON body")
}

/// Whether `me` is somebody.
pub(crate) async fn is_signed_in(request: RequestBuilder) -> bool {
    let request = request.json(&json!({ "query": "{ me { id } }" }));
    let response = body(request.send().await.expect("an answer")).await;
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
    // A reset is an end as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes text as it is.
pub(crate) async fn write(stream: &mut TcpStream, text: &str) {
    stream
        .write_all(text.as_bytes())
        .await
        .expect("the connection takes it");
}

/// A client's end of a socket.
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
        let mut request = server
            .ws_url
            .as_str()
            .into_client_request()
            .expect("a request");
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).expect("a header value"));
        }
        Self(connect_async(request).await.expect("an upgrade").0)
    }

    /// Opens a socket and initializes it without credentials.
    pub(crate) async fn ready(server: &Server) -> Self {
        let mut socket = Self::open(server).await;
        socket.initialise(Value::Null).await;
        socket
    }

    /// Sends connection_init, takes the ack and answers its payload.
    pub(crate) async fn initialise(&mut self, payload: Value) -> Value {
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
            .expect("the server takes it");
    }

    /// Sends a document.
    pub(crate) async fn subscribe(&mut self, id: &str, document: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": document } }))
            .await;
    }

    /// The next frame, whatever it is.
    pub(crate) async fn frame(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.0.next())
            .await
            .expect("a frame in time")?
            .ok()
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.frame().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).expect("JSON"),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// Asks and does not listen, until the server takes no more: pongs are as long as their pings, and quickly made.
    pub(crate) async fn flood(&mut self) {
        let payload = json!({ "padding": "y".repeat(40_000) });
        let ping = json!({ "type": "ping", "payload": payload }).to_string();
        let flooding = async {
            loop {
                let taken = timeout(
                    Duration::from_secs(1),
                    self.0.send(Message::text(ping.clone())),
                );
                if !matches!(taken.await, Ok(Ok(()))) {
                    return;
                }
            }
        };
        timeout(PATIENCE, flooding).await.expect("an end of it");
    }

    /// How long it takes until the server is found gone by whoever goes on without listening.
    pub(crate) async fn is_left(&mut self) -> Duration {
        let started = Instant::now();
        let going_on = async {
            while self.0.send(Message::Ping(Vec::new().into())).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, going_on).await.expect("the server goes");
        started.elapsed()
    }

    /// The code with which the server closes after all that it had to say.
    pub(crate) async fn closed_in_the_end(&mut self) -> u16 {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(close))) => return close.code.into(),
                Some(_) => {}
                None => panic!("no close"),
            }
        }
    }

    /// The code and reason with which the server closes.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(close))) => {
                    return (close.code.into(), close.reason.to_string());
                }
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no close but {other:?}"),
            }
        }
    }
}
