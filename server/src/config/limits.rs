//! How much the HTTP layer bears, from whom and for how long.

use std::time::Duration;

pub use super::document_limits::DocumentLimits;

/// The limits of the HTTP layer.
#[derive(Clone, Debug)]
pub struct Limits {
    /// What a document may ask.
    pub document: DocumentLimits,
    /// What a WebSocket may do.
    pub socket: SocketLimits,
    /// Connections open at once, sockets included, unless file descriptors are fewer. One more takes the place of one
    /// that waits, or is answered 503. Default 16,384.
    pub connections: usize,
    /// Connections of one client; at most half of all, unless nothing is said. One more takes the place of one that
    /// waits, or is answered 429. Default 1024.
    pub connections_each: Option<usize>,
    /// Sockets of one client on which nobody has signed in; one more takes the place of the oldest. A client that waits
    /// on more connections than these, sockets or not, is waited for only briefly. Default 64.
    pub unauthenticated_each: usize,
    /// How long a connection may take to send a request's headers, counted from when it opened or from the first byte.
    /// Default 15 s.
    pub header_timeout: Duration,
    /// How long a connection may be silent between two requests. Default 75 s.
    pub keep_alive: Duration,
    /// Bytes of a request's headers; more are answered 431. Default 16 KiB, and not below 8 KiB.
    pub header_bytes: usize,
    /// Bytes of a request's body; more are answered 413. Default 64 KiB.
    pub body_bytes: usize,
    /// Bytes of a result as JSON, also while it is made; about twice the fullest page of messages. Default 4 MiB.
    pub response_bytes: usize,
    /// How long a body may take to arrive; longer is answered 408. Default 10 s.
    pub body_timeout: Duration,
    /// How long a client may leave an answer untaken before its connection is dropped. Default 30 s.
    pub write_stall: Duration,
    /// How long requests in flight may take to end when the server stops. Default 10 s.
    pub drain: Duration,
    /// Errors in one GraphQL answer; the rest is cut. Default 20.
    pub errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: DocumentLimits::default(),
            socket: SocketLimits::default(),
            connections: 16_384,
            connections_each: Some(1024),
            unauthenticated_each: 64,
            header_timeout: Duration::from_secs(15),
            keep_alive: Duration::from_secs(75),
            header_bytes: 16 * 1024,
            body_bytes: 64 * 1024,
            response_bytes: 4 * 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            write_stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            errors: 20,
        }
    }
}

/// The limits of one WebSocket.
#[derive(Clone, Debug)]
pub struct SocketLimits {
    /// How long the client may take to send connection_init; then 4408. As long a client that did not sign in may do
    /// nothing. Default 10 s.
    pub init_timeout: Duration,
    /// How often the server pings; a client not heard of between two pings is dropped. Default 25 s,
    /// below the 30 s and 60 s after which proxies commonly drop what is silent.
    pub keep_alive: Duration,
    /// Bytes of one message from the client; a longer one closes with 4400. Default 64 KiB.
    pub message_bytes: usize,
    /// Operations running at once; one more is answered with an error. Default 32.
    pub operations: usize,
    /// How long the client may leave a message untaken; then 1013. Default 10 s.
    pub write_timeout: Duration,
    /// How long the client may take to answer a close frame. Default 2 s.
    pub close_timeout: Duration,
    /// Bytes of the buffer for reading, which each socket has from its start. Default 1 KiB.
    pub read_buffer: usize,
    /// Bytes of messages gathered before they are written out; taken when needed. Default 4 KiB.
    pub write_buffer: usize,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            init_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(25),
            message_bytes: 64 * 1024,
            operations: 32,
            write_timeout: Duration::from_secs(10),
            close_timeout: Duration::from_secs(2),
            read_buffer: 1024,
            write_buffer: 4 * 1024,
        }
    }
}
