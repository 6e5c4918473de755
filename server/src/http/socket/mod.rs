//! GraphQL over WebSocket: the graphql-transport-ws protocol exactly, with one task and a few KiB a socket.
//!
//! `session` is the conversation, `wire` the connection under it, `operations` what runs at the moment;
//! `message` and `ending` are the protocol's words and close codes; `guest` is a socket on which nobody has signed in.

mod connection;
mod ending;
mod guest;
mod message;
mod operations;
mod session;
mod timeouts;

use self::connection::SocketConnection;
use self::ending::Ending;
use self::guest::Guest;
use self::session::Session;
use super::clients::Counted;
use super::connection::Connection;
use super::request::RequestId;
use super::state::HttpState;
use crate::auth::Client;
use async_graphql::http::WebSocketProtocols;
use async_graphql_axum::GraphQLProtocol;
use axum::extract::WebSocketUpgrade;
use axum::response::Response;
use std::sync::Arc;
use tracing::{Instrument, Span};

/// Who knocks, before anybody has looked the token up.
pub(super) struct Visitor {
    /// From the Authorization header or a cookie that may speak.
    pub(super) token: Option<String>,
    pub(super) client: Client,
    pub(super) id: RequestId,
}

/// Turns a request into a socket.
pub(super) fn open(
    state: Arc<HttpState>,
    upgrade: WebSocketUpgrade,
    visitor: Visitor,
    connection: Connection,
    offered: Option<GraphQLProtocol>,
    counted: Option<Counted>,
) -> Response {
    let limits = &state.limits().socket;
    let mut upgrade = upgrade
        .protocols([WebSocketProtocols::GraphQLWS.sec_websocket_protocol()])
        .read_buffer_size(limits.read_buffer)
        .write_buffer_size(limits.write_buffer)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes);
    // Until somebody signs in, the socket may be closed for others, and not the connection that it was.
    let kept = (connection.protect(), counted);
    let guest = Guest::new(&state, &visitor.client);
    let is_ours = upgrade.selected_protocol().is_some();
    // A GraphQL protocol that is not ours can only be the older one.
    let refusal = match offered {
        Some(_) => Ending::OLD_SUBPROTOCOL,
        None => Ending::SUBPROTOCOL,
    };
    if !is_ours {
        accept_any(&mut upgrade);
    }
    upgrade.on_upgrade(move |socket| {
        let conversation = async move {
            let mut wire = SocketConnection::new(socket, &state);
            let ending = if is_ours {
                Session::new(state, visitor, guest).run(&mut wire).await
            } else {
                refusal
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
