//! A stream that writes the header names of a WebSocket handshake as RFC 6455 spells them.
//!
//! Header names have no case (RFC 9110, 5.1), and hyper writes them in lower case. Some clients compare them exactly
//! nevertheless: gql for Python does not find `sec-websocket-protocol`, and then speaks the older protocol.

use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How a handshake starts. hyper writes the head of a response in one piece.
const SWITCHING_PROTOCOLS: &[u8] = b"HTTP/1.1 101 ";
/// A name as hyper writes it, and as RFC 6455 does.
const NAMES: [(&str, &str); 2] = [
    ("\r\nsec-websocket-accept:", "\r\nSec-WebSocket-Accept:"),
    ("\r\nsec-websocket-protocol:", "\r\nSec-WebSocket-Protocol:"),
];

/// A stream that changes the case of names in handshakes. Lengths stay the same.
pub(super) struct CustomaryCase<S>(S);

impl<S> CustomaryCase<S> {
    pub(super) fn new(stream: S) -> Self {
        Self(stream)
    }
}

/// Returns what to write: the same bytes, unless they are a handshake.
fn customary(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(SWITCHING_PROTOCOLS) {
        return bytes.into();
    }
    let Ok(head) = str::from_utf8(bytes) else {
        return bytes.into();
    };
    let written = NAMES.iter().fold(head.to_owned(), |head, (lower, usual)| {
        head.replace(lower, usual)
    });
    written.into_bytes().into()
}

impl<S: AsyncRead + Unpin> AsyncRead for CustomaryCase<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CustomaryCase<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, &customary(bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A handshake has no body, so nothing follows its head.
        match slices {
            [head] => self.poll_write(context, head),
            _ => Pin::new(&mut self.0).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_in_a_handshake_change() {
        let handshake = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\
              sec-websocket-accept: sec-websocket-accept:\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n";
        let expected = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\
              Sec-WebSocket-Accept: sec-websocket-accept:\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
        assert_eq!(*customary(handshake), *expected);
        for other in [
            &b"HTTP/1.1 200 OK\r\nsec-websocket-accept: a\r\n\r\n"[..],
            b"",
            b"\x81\x05hello",
        ] {
            assert_eq!(*customary(other), *other);
        }
    }
}
