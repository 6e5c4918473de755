//! GraphQL over WebSocket: the graphql-transport-ws protocol, to the letter, one task and a few KiB a socket.
//!
//! `session` is the conversation, `wire` the connection under it, `operations` what runs at the moment;
//! `message` and `ending` are the protocol's words and close codes; `guest` is a socket on which nobody has signed in.

mod ending;
mod guest;
mod message;
mod operations;
mod patience;
mod session;
mod wire;

use std::sync::Arc;

use axum::{extract::WebSocketUpgrade, response::Response};
use tracing::{Instrument, Span};

use self::{ending::Ending, guest::Guest, session::Session, wire::Wire};
use super::{clients::Counted, connection::Connection, door::Door, request::RequestId};
use crate::auth::Client;

const PROTOCOL: &str = "graphql-transport-ws";

/// Who knocks, before anybody has looked the token up.
pub(super) struct Visitor {
    /// From the Authorization header or a cookie that may speak.
    pub(super) token: Option<String>,
    pub(super) client: Client,
    pub(super) id: RequestId,
}

/// Turns a request into a socket.
pub(super) fn open(
    door: Arc<Door>,
    upgrade: WebSocketUpgrade,
    visitor: Visitor,
    connection: Connection,
    place: Option<Counted>,
) -> Response {
    let limits = &door.limits().socket;
    let mut upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(limits.read_buffer)
        .write_buffer_size(limits.write_buffer)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes);
    // Until somebody signs in, the socket may be closed for others, and not the connection that it was.
    let kept = (connection.protect(), place);
    let guest = Guest::new(&door, &visitor.client);
    let is_ours = upgrade.selected_protocol().is_some();
    if !is_ours {
        accept_any(&mut upgrade);
    }
    upgrade.on_upgrade(move |socket| {
        let conversation = async move {
            let mut wire = Wire::new(socket, &door);
            let ending = if is_ours {
                Session::new(door, visitor, guest).converse(&mut wire).await
            } else {
                Ending::SUBPROTOCOL
            };
            wire.close(ending).await;
            // With the last of the stream, the place is free.
            drop(kept);
        };
        conversation.instrument(Span::current())
    })
}

/// Accepts whatever protocol was offered: a browser that got none back would not tell its page of the 4406.
fn accept_any(upgrade: &mut WebSocketUpgrade) {
    let offered = upgrade.requested_protocols().next().cloned();
    if let Some(offered) = offered.filter(|protocol| !protocol.is_empty()) {
        upgrade.set_selected_protocol(offered);
    }
}
