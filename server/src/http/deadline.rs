//! A stream whose reads fail when the client takes too long to send the head of a request, or is silent too long
//! between two.
//!
//! hyper has one timeout for both (it runs from the end of the request before), and so could not keep a connection
//! open for longer than a proxy does without giving a client as long to drip its headers.

use std::{
    io,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::connection::Connection;
use crate::config::limits::Limits;

/// How much time a client has who waits on more connections than it should.
const CROWDED: Duration = Duration::from_secs(5);

/// Which request a connection is at. Even while one is waited for, odd from its head to the end of its answer.
#[derive(Default)]
pub(super) struct Turn(AtomicU64);

impl Turn {
    pub(super) fn advance(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn number(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) struct Deadlined<S> {
    stream: S,
    header_timeout: Duration,
    keep_alive: Duration,
    /// The turn that `deadline` is about.
    permit: u64,
    has_begun: bool,
    /// From when on it counts.
    since: Instant,
    /// There while a read waits; in a box, because a connection that became a socket has none.
    deadline: Option<Pin<Box<Sleep>>>,
    /// After the stream: its place is free when that is closed.
    connection: Connection,
}

impl<S> Deadlined<S> {
    pub(super) fn new(stream: S, connection: Connection, limits: &Limits) -> Self {
        Self {
            stream,
            header_timeout: limits.header_timeout,
            keep_alive: limits.keep_alive,
            permit: 0,
            has_begun: false,
            since: Instant::now(),
            deadline: None,
            connection,
        }
    }

    /// Ends the wait for what has come meanwhile; returns whether a request is waited for.
    fn is_waiting(&mut self) -> bool {
        let permit = self.connection.permit().number();
        if permit != self.permit {
            self.permit = permit;
            self.has_begun = false;
            self.restart();
        }
        permit.is_multiple_of(2)
    }

    /// The first head's time runs from the start of the connection, every other's from its first byte.
    fn heard(&mut self) {
        if !self.has_begun && self.permit > 0 {
            self.restart();
        }
        self.has_begun = true;
    }

    fn restart(&mut self) {
        self.since = Instant::now();
        self.deadline = None;
    }

    fn timeouts(&self) -> Duration {
        let timeouts = if self.has_begun || self.permit == 0 {
            self.header_timeout
        } else {
            self.keep_alive
        };
        if self.connection.is_crowded() {
            timeouts.min(CROWDED)
        } else {
            timeouts
        }
    }

    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let ends_at = self.since + self.timeouts();
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
            self.heard();
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

/// An answer's body. When hyper is done with it, the connection waits for the next request.
pub(super) struct ResponseBody {
    body: Body,
    _end: Option<End>,
}

struct End(Connection);

impl Drop for End {
    fn drop(&mut self) {
        self.0.permit().advance();
    }
}

impl ResponseBody {
    /// The body of a request's answer, from which on the next one is waited for.
    pub(super) fn last_of(body: Body, connection: Connection) -> Self {
        Self {
            body,
            _end: Some(End(connection)),
        }
    }

    /// The answer after which the connection is no longer HTTP's.
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
