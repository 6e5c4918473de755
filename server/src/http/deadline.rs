//! A stream whose reads fail when the client takes too long to send the headers of a request, or is idle too long
//! between two requests.
//!
//! hyper has one timeout for both, which runs from the end of the previous request. To keep idle connections open for
//! longer than a proxy does, it would have to give slow clients just as long to send their headers.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::connection::Connection;
use crate::config::limits::Limits;

/// The longest timeout for a client that has more idle connections than it should.
const CROWDED_TIMEOUT: Duration = Duration::from_secs(5);

/// Counts the requests of a connection. Even while it waits for a request; odd from the headers of a request to the
/// end of its response.
#[derive(Default)]
pub(super) struct RequestCounter(AtomicU64);

impl RequestCounter {
    pub(super) fn advance(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn number(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A stream with read timeouts.
pub(super) struct Deadlined<S> {
    stream: S,
    header_timeout: Duration,
    keep_alive: Duration,
    /// The value of the request counter that `deadline` is for.
    counter: u64,
    has_begun: bool,
    /// When the timeout started.
    since: Instant,
    /// Set while a read waits. Boxed, because a connection that became a WebSocket has none.
    deadline: Option<Pin<Box<Sleep>>>,
    /// Must come after the stream, so that the stream is closed before the permits are released.
    connection: Connection,
}

impl<S> Deadlined<S> {
    pub(super) fn new(stream: S, connection: Connection, limits: &Limits) -> Self {
        Self {
            stream,
            header_timeout: limits.header_timeout,
            keep_alive: limits.keep_alive,
            counter: 0,
            has_begun: false,
            since: Instant::now(),
            deadline: None,
            connection,
        }
    }

    /// Restarts the timeout when the request counter has changed. Returns whether the connection waits for a request.
    fn is_waiting(&mut self) -> bool {
        let counter = self.connection.requests().number();
        if counter != self.counter {
            self.counter = counter;
            self.has_begun = false;
            self.restart();
        }
        counter.is_multiple_of(2)
    }

    /// Notes that bytes arrived. The header timeout of the first request runs from the start of the connection; that of
    /// every other request runs from its first byte.
    fn received(&mut self) {
        if !self.has_begun && self.counter > 0 {
            self.restart();
        }
        self.has_begun = true;
    }

    fn restart(&mut self) {
        self.since = Instant::now();
        self.deadline = None;
    }

    fn timeout(&self) -> Duration {
        let timeout = if self.has_begun || self.counter == 0 {
            self.header_timeout
        } else {
            self.keep_alive
        };
        if self.connection.is_crowded() {
            timeout.min(CROWDED_TIMEOUT)
        } else {
            timeout
        }
    }

    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let ends_at = self.since + self.timeout();
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(sleep_until(ends_at)));
        deadline.as_mut().poll(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Deadlined<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if !self.is_waiting() {
            return read;
        }
        if read.is_ready() {
            self.received();
            return read;
        }
        match self.poll_deadline(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Deadlined<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The body of a response. When hyper drops it, the connection waits for the next request.
pub(super) struct ResponseBody {
    body: Body,
    _end: Option<End>,
}

struct End(Connection);

impl Drop for End {
    fn drop(&mut self) {
        self.0.requests().advance();
    }
}

impl ResponseBody {
    /// Wraps the body of a response after which the connection waits for the next request.
    pub(super) fn last_of(body: Body, connection: Connection) -> Self {
        Self {
            body,
            _end: Some(End(connection)),
        }
    }

    /// Wraps the body of an upgrade, after which the connection no longer speaks HTTP.
    pub(super) fn of_upgrade(body: Body) -> Self {
        Self { body, _end: None }
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
