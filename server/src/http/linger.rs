//! A TCP stream that is drained before it is closed, if its connection asks for that.
//!
//! When a socket is closed with unread bytes, the kernel resets the connection, and the peer may lose what was sent
//! last: a close frame that says why.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::connection::Connection;

/// A TCP stream that may outlive its drop for a moment.
pub(super) struct Lingering {
    /// `None` only while it is dropped.
    stream: Option<TcpStream>,
    /// How long it is drained at most.
    timeout: Duration,
    /// Must come after the stream, so that the stream is closed before the permits are released.
    connection: Connection,
}

impl Lingering {
    pub(super) fn new(stream: TcpStream, timeout: Duration, connection: Connection) -> Self {
        Self {
            stream: Some(stream),
            timeout,
            connection,
        }
    }

    fn poll<T>(
        self: Pin<&mut Self>,
        poll: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match &mut self.get_mut().stream {
            Some(stream) => poll(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if self.connection.lingers()
            && let Some(stream) = self.stream.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let connection = self.connection.clone();
            runtime.spawn(timeout(self.timeout, drain(stream, connection)));
        }
    }
}

/// Reads until the peer has read the end of our side and closes its own.
async fn drain(mut stream: TcpStream, connection: Connection) -> io::Result<()> {
    stream.shutdown().await?;
    let mut discarded = vec![0; 16 * 1024];
    loop {
        tokio::select! {
            // Another connection needs the permit.
            () = connection.closing() => return Ok(()),
            read = stream.read(&mut discarded) => if read? == 0 { return Ok(()) },
        }
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        // As a TCP stream is.
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_shutdown(context))
    }
}
