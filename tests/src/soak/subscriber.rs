//! Subscribers that lose their connection, or let go of it, and come back behind their last cursor.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_util::sync::CancellationToken;

use super::{place, value};

const DOCUMENT: &str = "subscription($after: String) { \
    signals(after: $after, filter: { names: [USER_UPDATE_STARTED] }) { cursor updateData } }";
/// A server that died does not always say so.
const PATIENCE: Duration = Duration::from_secs(4);

/// What a subscriber has heard, with the places.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Mutex<Vec<(String, String)>>>);

impl Heard {
    /// Every value.
    pub(super) fn values(&self) -> HashSet<String> {
        let heard = self.0.lock().expect("no panic");
        heard.iter().map(|(_, value)| value.clone()).collect()
    }

    /// Each place comes once and behind the one before.
    pub(super) fn is_in_order_and_once(&self) {
        let heard = self.0.lock().expect("no panic");
        for pair in heard.windows(2) {
            assert!(place(&pair[0].0) < place(&pair[1].0), "{pair:?}");
        }
    }

    fn last_cursor(&self) -> String {
        let heard = self.0.lock().expect("no panic");
        heard
            .last()
            .map_or_else(|| "0".to_owned(), |(cursor, _)| cursor.clone())
    }

    fn push(&self, cursor: String, value: String) {
        self.0.lock().expect("no panic").push((cursor, value));
    }
}

/// Follows the log at one process after the other until told to stop.
pub(super) async fn follow(
    number: usize,
    urls: Vec<String>,
    token: String,
    heard: Heard,
    stop: CancellationToken,
) {
    let mut round = number;
    while !stop.is_cancelled() {
        round += 1;
        let url = urls[round % urls.len()].replacen("http", "ws", 1) + "/graphql";
        // How many events it stays for differs each time.
        let stay = 10 + (round * 37) % 120;
        tokio::select! {
            () = stop.cancelled() => return,
            _ = listen(&url, &token, &heard, stay) => {}
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn listen(url: &str, token: &str, heard: &Heard, stay: usize) -> Option<()> {
    let mut request = url.into_client_request().ok()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = timeout(PATIENCE, connect_async(request)).await.ok()?.ok()?;
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
    while events < stay {
        let message = timeout(PATIENCE, socket.next()).await.ok()??.ok()?;
        let Message::Text(text) = message else {
            continue;
        };
        let message: Value = serde_json::from_str(&text).ok()?;
        match message["type"].as_str()? {
            "next" => {
                let signal = &message["payload"]["data"]["signals"];
                let cursor = signal["cursor"].as_str()?.to_owned();
                heard.push(cursor, value(&signal["updateData"]));
                events += 1;
            }
            "connection_ack" => {}
            _ => return None,
        }
    }
    Some(())
}
