//! GraphQL over WebSocket: exactly the graphql-transport-ws protocol, with one task and a few KiB per socket.
//!
//! `session` handles the protocol, `connection` reads and writes frames, and `operations` holds the running operations.
//! `message` and `ending` are the messages and close codes. `unauthenticated` is a socket on which no one has signed
//! in.

mod connection;
mod ending;
mod message;
mod operations;
mod session;
mod timeouts;
mod unauthenticated;

use self::connection::SocketConnection;
use self::ending::Ending;
use self::session::Session;
use self::unauthenticated::UnauthenticatedSocket;
use super::connection::Connection;
use super::credentials::Credential;
use super::graphql::CountedLive;
use super::origin::RefusedOrigin;
use super::request::RequestId;
use super::state::HttpState;
use crate::auth::Client;
use async_graphql::http::WebSocketProtocols;
use async_graphql_axum::GraphQLProtocol;
use axum::extract::WebSocketUpgrade;
use axum::response::Response;
use std::sync::Arc;
use tracing::{Instrument, Span};

/// A client whose token has not been looked up yet.
pub(super) struct UnauthenticatedRequest {
    /// The token of the Authorization header or of a trusted cookie.
    pub(super) credential: Option<Credential>,
    /// The page whose cookie is not trusted, if the request has no other credential.
    pub(super) refused_origin: Option<RefusedOrigin>,
    pub(super) client: Client,
    pub(super) id: RequestId,
}

/// Upgrades a request to a WebSocket.
pub(super) fn open(
    state: Arc<HttpState>,
    upgrade: WebSocketUpgrade,
    request: UnauthenticatedRequest,
    connection: Connection,
    offered: Option<GraphQLProtocol>,
    counted: CountedLive,
) -> Response {
    let limits = &state.limits().socket;
    let mut upgrade = upgrade
        .protocols([WebSocketProtocols::GraphQLWS.sec_websocket_protocol()])
        .read_buffer_size(limits.read_buffer)
        .write_buffer_size(limits.write_buffer)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes);
    // Until a user signs in, the socket may be closed in favor of others, but not the underlying HTTP connection.
    let kept = (connection.protect(), counted);
    let transport = connection.clone();
    let unauthenticated = UnauthenticatedSocket::new(&state, &request.client);
    let is_supported = upgrade.selected_protocol().is_some();
    // The only other GraphQL protocol is the older one.
    let refusal = match offered {
        Some(_) => Ending::OLD_SUBPROTOCOL,
        None => Ending::SUBPROTOCOL,
    };
    if !is_supported {
        accept_any(&mut upgrade);
    }
    let session = Session::new(Arc::clone(&state), request, unauthenticated);
    upgrade.on_upgrade(move |socket| {
        let mut connection = SocketConnection::new(socket, &state);
        let serve = async move {
            let ending = match is_supported {
                true => session.run(&mut connection).await,
                false => refusal,
            };
            if matches!(ending, Ending::TooBig { .. }) {
                transport.linger();
            }
            connection.close(ending).await;
            // The permits are released once the stream is closed.
            drop(kept);
        };
        serve.instrument(Span::current())
    })
}

/// Accepts the first protocol that was offered: without one in the response, a browser would not report close code 4406
/// to its page.
fn accept_any(upgrade: &mut WebSocketUpgrade) {
    let offered = upgrade.requested_protocols().next().cloned();
    if let Some(offered) = offered.filter(|protocol| !protocol.is_empty()) {
        upgrade.set_selected_protocol(offered);
    }
}
