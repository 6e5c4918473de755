//! The connection under a conversation: reads messages, writes frames, and waits for neither for ever.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::SinkExt;
use tokio::time;
use tokio_util::sync::CancellationToken;

use super::Ending;
use crate::http::door::Door;

pub(super) struct Wire {
    socket: WebSocket,
    stop: CancellationToken,
    write_timeout: Duration,
    close_timeout: Duration,
    message_bytes: usize,
}

/// What was heard.
pub(super) enum Heard {
    /// A message.
    Text(Utf8Bytes),
    /// A ping or pong of the WebSocket itself: the peer lives. Pings are answered below us.
    Sign,
}

impl Wire {
    pub(super) fn new(socket: WebSocket, door: &Door) -> Self {
        let limits = &door.limits().socket;
        Self {
            socket,
            stop: door.stop.clone(),
            write_timeout: limits.write_timeout,
            close_timeout: limits.close_timeout,
            message_bytes: limits.message_bytes,
        }
    }

    /// The next message. Nothing is lost when the future is dropped.
    pub(super) async fn receive(&mut self) -> Result<Heard, Ending> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => Ok(Heard::Text(text)),
            Some(Ok(Message::Binary(_))) => Err(Ending::bad_message("Messages are text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(Heard::Sign),
            Some(Ok(Message::Close(_))) | None => Err(Ending::Gone),
            Some(Err(_)) => Err(Ending::unreadable(self.message_bytes)),
        }
    }

    /// Sends a frame at once.
    pub(super) async fn send(&mut self, frame: Message) -> Result<(), Ending> {
        self.feed(frame).await?;
        self.flush().await
    }

    /// Queues a frame. What is queued is written out when it fills the buffer, and the client is waited for
    /// before more is taken, so that a slow one never costs more than the buffer and one frame.
    pub(super) async fn feed(&mut self, frame: Message) -> Result<(), Ending> {
        let patience = self.write_timeout;
        patiently(self.socket.feed(frame), patience, &self.stop).await
    }

    /// Writes out what is queued.
    pub(super) async fn flush(&mut self) -> Result<(), Ending> {
        let patience = self.write_timeout;
        patiently(self.socket.flush(), patience, &self.stop).await
    }

    pub(super) async fn ping(&mut self) -> Result<(), Ending> {
        self.send(Message::Ping(Bytes::new())).await
    }

    /// Says why it ends, and gives the client a moment to say goodbye: a connection dropped with unread
    /// bytes is reset, and the close frame might be lost with it.
    pub(super) async fn close(mut self, ending: Ending) {
        let Ending::Close { code, reason } = ending else {
            return;
        };
        let reason = Utf8Bytes::from(reason.into_owned());
        let goodbye = async {
            self.socket
                .send(Message::Close(Some(CloseFrame { code, reason })))
                .await?;
            while let Some(Ok(_)) = self.socket.recv().await {}
            Ok::<(), axum::Error>(())
        };
        // A client that does not answer is left.
        let _ = time::timeout(self.close_timeout, goodbye).await;
    }
}

async fn patiently(
    writing: impl Future<Output = Result<(), axum::Error>>,
    patience: Duration,
    stop: &CancellationToken,
) -> Result<(), Ending> {
    tokio::select! {
        // First, so that what can be written at once sets no timer and asks for no time.
        biased;
        written = writing => written.map_err(|_| Ending::Gone),
        () = stop.cancelled() => Err(Ending::GOING_AWAY),
        () = async { time::sleep(patience).await } => Err(Ending::TOO_SLOW),
    }
}
