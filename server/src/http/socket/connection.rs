//! A WebSocket connection: reads messages and writes frames.

use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::SinkExt;
use tokio::time;

use super::Ending;
use crate::http::state::HttpState;

/// The reason of close code 1013, which clients treat as temporary: they reconnect.
const DISPLACED: &str = "Too many connections on which nobody has signed in";

pub(super) struct SocketConnection {
    socket: WebSocket,
    close_timeout: Duration,
    message_bytes: usize,
}

/// A frame from the client.
pub(super) enum Received {
    /// A message.
    Text(Utf8Bytes),
    /// A ping or pong of the WebSocket itself: the peer is alive. tungstenite responds to pings.
    PingOrPong,
}

impl SocketConnection {
    pub(super) fn new(socket: WebSocket, state: &HttpState) -> Self {
        let limits = &state.limits().socket;
        Self {
            socket,
            close_timeout: limits.close_timeout,
            message_bytes: limits.message_bytes,
        }
    }

    /// Receives the next message. Cancel safe.
    pub(super) async fn receive(&mut self) -> Result<Received, Ending> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => Ok(Received::Text(text)),
            Some(Ok(Message::Binary(_))) => Err(Ending::bad_message("Messages are text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(Received::PingOrPong),
            Some(Ok(Message::Close(_))) | None => Err(Ending::Gone),
            Some(Err(error)) if is_too_big(&error) => Err(Ending::TooBig {
                limit: self.message_bytes,
            }),
            Some(Err(_)) => Err(Ending::UNREADABLE),
        }
    }

    /// Sends a frame at once.
    pub(super) async fn send(&mut self, frame: Message) -> Result<(), Ending> {
        self.socket.send(frame).await.map_err(gone)
    }

    /// Queues a frame. A full buffer is written out before more is queued, so a slow client never uses more memory than
    /// the buffer and one frame.
    pub(super) async fn feed(&mut self, frame: Message) -> Result<(), Ending> {
        self.socket.feed(frame).await.map_err(gone)
    }

    /// Writes out the queued frames.
    pub(super) async fn flush(&mut self) -> Result<(), Ending> {
        self.socket.flush().await.map_err(gone)
    }

    pub(super) async fn ping(&mut self) -> Result<(), Ending> {
        self.send(Message::Ping(Bytes::new())).await
    }

    /// Sends a close frame, and waits briefly for the client to close: a connection dropped with unread bytes is reset,
    /// and the close frame may be lost.
    pub(super) async fn close(mut self, ending: Ending) {
        let (code, reason, timeout) = match ending {
            Ending::Close { code, reason } => (code, reason, self.close_timeout),
            Ending::TooBig { limit } => (1009, too_big(limit), self.close_timeout),
            Ending::Displaced => (1013, DISPLACED.into(), Duration::ZERO),
            Ending::Gone => return,
        };
        let reason = Utf8Bytes::from(reason.into_owned());
        let close_handshake = async {
            self.socket
                .send(Message::Close(Some(CloseFrame { code, reason })))
                .await?;
            while let Some(Ok(_)) = self.socket.recv().await {}
            Ok::<(), axum::Error>(())
        };
        // A client that does not respond in time is dropped.
        let _ = time::timeout(timeout, close_handshake).await;
    }
}

fn is_too_big(error: &axum::Error) -> bool {
    let cause = error.source().and_then(<dyn Error>::downcast_ref);
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}

fn too_big(limit: usize) -> Cow<'static, str> {
    format!("A message is longer than {limit} bytes").into()
}

fn gone(_: axum::Error) -> Ending {
    Ending::Gone
}
