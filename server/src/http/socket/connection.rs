//! The connection under a conversation: reads messages and writes frames.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::SinkExt;
use tokio::time;

use super::Ending;
use crate::http::state::HttpState;

/// Clients take 1013 for passing, and come back.
const DISPLACED: &str = "Too many connections on which nobody has signed in";

pub(super) struct SocketConnection {
    socket: WebSocket,
    close_timeout: Duration,
    message_bytes: usize,
}

/// What was heard.
pub(super) enum Received {
    /// A message.
    Text(Utf8Bytes),
    /// A ping or pong of the WebSocket itself: the peer lives. Pings are answered below us.
    Sign,
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

    /// The next message. Nothing is lost when the future is dropped.
    pub(super) async fn receive(&mut self) -> Result<Received, Ending> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => Ok(Received::Text(text)),
            Some(Ok(Message::Binary(_))) => Err(Ending::bad_message("Messages are text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(Received::Sign),
            Some(Ok(Message::Close(_))) | None => Err(Ending::Gone),
            Some(Err(_)) => Err(Ending::unreadable(self.message_bytes)),
        }
    }

    /// Sends a frame at once.
    pub(super) async fn send(&mut self, frame: Message) -> Result<(), Ending> {
        self.socket.send(frame).await.map_err(gone)
    }

    /// Queues a frame. What is queued is written out when it fills the buffer, and the client is waited for
    /// before more is taken, so that a slow one never costs more than the buffer and one frame.
    pub(super) async fn feed(&mut self, frame: Message) -> Result<(), Ending> {
        self.socket.feed(frame).await.map_err(gone)
    }

    /// Writes out what is queued.
    pub(super) async fn flush(&mut self) -> Result<(), Ending> {
        self.socket.flush().await.map_err(gone)
    }

    pub(super) async fn ping(&mut self) -> Result<(), Ending> {
        self.send(Message::Ping(Bytes::new())).await
    }

    /// Says why it ends, and gives the client a moment to say goodbye: a connection dropped with unread
    /// bytes is reset, and the close frame might be lost with it.
    pub(super) async fn close(mut self, ending: Ending) {
        let (code, reason, timeouts) = match ending {
            Ending::Close { code, reason } => (code, reason, self.close_timeout),
            Ending::Displaced => (1013, DISPLACED.into(), Duration::ZERO),
            Ending::Gone => return,
        };
        let reason = Utf8Bytes::from(reason.into_owned());
        let goodbye = async {
            self.socket
                .send(Message::Close(Some(CloseFrame { code, reason })))
                .await?;
            while let Some(Ok(_)) = self.socket.recv().await {}
            Ok::<(), axum::Error>(())
        };
        // A client that does not respond is left.
        let _ = time::timeout(timeouts, goodbye).await;
    }
}

fn gone(_: axum::Error) -> Ending {
    Ending::Gone
}
