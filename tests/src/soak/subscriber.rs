//! Subscribers that lose or drop their connection, and resume after their last cursor.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rand::RngExt;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_util::sync::CancellationToken;

use super::verdict::Got;

const DOCUMENT: &str = "subscription($after: String) { signals(after: $after) { cursor name } }";
/// A server that died does not always close its connections.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The signals that a subscriber has received, and the number of its connections.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<(Vec<Got>, usize)>>);

impl Heard {
    /// Returns every signal, in the order of arrival.
    pub(crate) fn signals(&self) -> Vec<Got> {
        self.0.lock().expect("no panic").0.clone()
    }

    /// Returns how many signals it has received.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().expect("no panic").0.len()
    }

    /// Returns how often it was connected.
    pub(crate) fn rounds(&self) -> usize {
        self.0.lock().expect("no panic").1
    }

    /// Returns the cursor to resume after.
    fn last_cursor(&self) -> String {
        let heard = self.0.lock().expect("no panic");
        let last = heard.0.last();
        last.map_or_else(|| "0".to_owned(), |(cursor, _)| cursor.clone())
    }

    fn push(&self, signal: Got) {
        self.0.lock().expect("no panic").0.push(signal);
    }

    fn connected(&self) {
        self.0.lock().expect("no panic").1 += 1;
    }
}

/// Follows the log at one process or another until `stop` is cancelled. Drops each connection after a random time or
/// a random number of signals.
pub(crate) async fn follow(
    urls: Vec<String>,
    token: String,
    heard: Heard,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let (url, count, length, pause) = {
            let mut rng = rand::rng();
            let url = &urls[rng.random_range(0..urls.len())];
            let length = Duration::from_millis(rng.random_range(100..3000));
            let pause = Duration::from_millis(rng.random_range(0..300));
            (url, rng.random_range(1..400), length, pause)
        };
        let url = url.replacen("http", "ws", 1) + "/graphql";
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(length) => {}
            _ = listen(&url, &token, &heard, count) => {}
        }
        sleep(pause).await;
    }
}

async fn listen(url: &str, token: &str, heard: &Heard, count: usize) -> Option<()> {
    let mut request = url.into_client_request().ok()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = timeout(TIMEOUT, connect_async(request)).await.ok()?.ok()?;
    let payload = json!({ "authorization": format!("Bearer {token}") });
    let init = json!({ "type": "connection_init", "payload": payload });
    socket.send(Message::text(init.to_string())).await.ok()?;
    let variables = json!({ "after": heard.last_cursor() });
    let payload = json!({ "query": DOCUMENT, "variables": variables });
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": payload });
    socket
        .send(Message::text(subscribe.to_string()))
        .await
        .ok()?;
    let mut events = 0;
    while events < count {
        let message = timeout(TIMEOUT, socket.next()).await.ok()??.ok()?;
        let Message::Text(text) = message else {
            continue;
        };
        let message: Value = serde_json::from_str(&text).ok()?;
        match message["type"].as_str()? {
            "next" => {
                let signal = &message["payload"]["data"]["signals"];
                let cursor = signal["cursor"].as_str()?.to_owned();
                heard.push((cursor, signal["name"].as_str()?.to_lowercase()));
                events += 1;
            }
            "connection_ack" => heard.connected(),
            _ => return None,
        }
    }
    Some(())
}
