//! The messages of graphql-transport-ws.

use async_graphql::ServerError;
use axum::extract::ws::{Message, Utf8Bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Ending;
use crate::http::credentials;
use crate::http::execution::ResponseBody;
use crate::http::graphql::Parameters;
use crate::http::origin::RefusedOrigin;
use crate::http::text::{self, Around};

/// The maximum length of an operation id in bytes. The id occurs in every message, and in a close frame.
const ID_LENGTH: usize = 80;

/// A message from the client.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientMessage {
    /// The first message, with or without credentials.
    ConnectionInit { payload: Option<Map<String, Value>> },
    /// Asks whether the server is alive.
    Ping { payload: Option<Map<String, Value>> },
    /// Says that the client is alive.
    Pong {},
    /// Starts an operation.
    Subscribe { id: String, payload: Parameters },
    /// Ends an operation.
    Complete { id: String },
}

impl ClientMessage {
    pub(super) fn read(text: &str) -> Result<Self, Ending> {
        let message = serde_json::from_str(text).map_err(|_| Ending::bad_message(reason(text)))?;
        match &message {
            Self::Subscribe { id, .. } | Self::Complete { id }
                if id.is_empty() || id.len() > ID_LENGTH =>
            {
                Err(Ending::bad_message("An id must have 1 to 80 bytes"))
            }
            _ => Ok(message),
        }
    }
}

/// Why a message is invalid. Clients that do not find the negotiated protocol in the handshake speak the older one.
fn reason(text: &str) -> &'static str {
    #[derive(Deserialize)]
    struct Typed {
        r#type: String,
    }
    let typed = serde_json::from_str::<Typed>(text);
    match typed.as_ref().map(|message| message.r#type.as_str()) {
        Ok("start" | "stop" | "connection_terminate") => {
            "Invalid message: use graphql-transport-ws, as the handshake says, not the older protocol"
        }
        _ => "Invalid message",
    }
}

/// Returns the token in the payload of connection_init: `{ "authorization": "Bearer <token>" }`.
pub(super) fn token(payload: &Map<String, Value>) -> Result<Option<&str>, Ending> {
    let authorization = payload
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    match authorization {
        None | Some((_, Value::Null)) => Ok(None),
        Some((_, Value::String(text))) => {
            credentials::bearer(text).map(Some).ok_or(Ending::FORBIDDEN)
        }
        Some(_) => Err(Ending::FORBIDDEN),
    }
}

/// A message from the server.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    ConnectionAck {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<AckPayload>,
    },
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Value>>,
    },
    Next {
        id: &'a str,
        payload: ResponseBody<'a>,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// The payload of connection_ack.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum AckPayload {
    /// For a signed-in client.
    SignedIn {
        /// The cursor after which a subscription misses no signal, even if the socket disconnects before its first
        /// event.
        cursor: String,
    },
    /// For a client whose cookie was ignored.
    Refused {
        #[serde(rename = "ignoredCookie")]
        ignored_cookie: RefusedOrigin,
    },
}

/// Returns a `next` message with a payload that is already serialized.
pub(super) fn next(id: &str, payload: &str) -> Result<Message, Ending> {
    let (start, middle, end) = (br#"{"type":"next","id":"#, br#","payload":"#, b"}");
    // The exact length, unless the id needs escapes: then the buffer is reallocated.
    let quoted = id.len() + 2;
    let length = start.len() + quoted + middle.len() + payload.len() + end.len();
    let mut frame = Vec::with_capacity(length);
    frame.extend_from_slice(start);
    serde_json::to_writer(&mut frame, id).map_err(|_| Ending::Gone)?;
    frame.extend_from_slice(middle);
    frame.extend_from_slice(payload.as_bytes());
    frame.extend_from_slice(end);
    let text = Utf8Bytes::try_from(frame).map_err(|_| Ending::Gone)?;
    Ok(Message::Text(text))
}

impl ServerMessage<'_> {
    /// Returns the frame, or `None` if it is longer than `limit` bytes.
    pub(super) fn frame_within(&self, limit: usize) -> Result<Option<Message>, Ending> {
        let text = text::of(self, Around::default(), limit).map(Utf8Bytes::try_from);
        let text = text.transpose().map_err(|_| Ending::Gone)?;
        Ok(text.map(Message::Text))
    }

    pub(super) fn frame(&self) -> Result<Message, Ending> {
        // Serializing maps with string keys cannot fail, so there is no error to send to the client.
        serde_json::to_string(self)
            .map(Message::from)
            .map_err(|_| Ending::Gone)
    }
}
