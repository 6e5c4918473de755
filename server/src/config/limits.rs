//! Limits of the HTTP layer: how much it accepts, from which clients, and for how long.

use std::time::Duration;

pub use super::document_limits::DocumentLimits;

/// The limits of the HTTP layer.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Limits on GraphQL documents.
    pub document: DocumentLimits,
    /// Limits on WebSockets.
    pub socket: SocketLimits,
    /// Limits on what one client or session keeps open.
    pub live: LiveLimits,
    /// Connections open at the same time, WebSockets included, unless there are fewer file descriptors. One more
    /// replaces an idle one; if none is idle, it gets status 503. Default 16,384.
    pub connections: usize,
    /// Connections per client; at most half of all unless set. One more replaces an idle one; if none is idle, it gets
    /// status 429. Default 1024.
    pub connections_each: Option<usize>,
    /// WebSockets per client without a signed-in user; one more replaces the oldest. A client with more idle
    /// connections than this, WebSockets or not, has only a short time to use them. Default 64.
    pub unauthenticated_each: usize,
    /// How long a connection may take to send a request's headers, counted from when it opened or from the first byte.
    /// Default 15 s.
    pub header_timeout: Duration,
    /// How long a connection may be idle between two requests. Default 75 s.
    pub keep_alive: Duration,
    /// Bytes of a request's headers; more get status 431. Default 16 KiB, and at least 8 KiB.
    pub header_bytes: usize,
    /// Bytes of a request's body; more get status 413. Default 64 KiB.
    pub body_bytes: usize,
    /// Bytes of a picture; a larger one is refused with PICTURE_TOO_LARGE. Only requests with files, of members, may have
    /// longer bodies than `body_bytes`. Default 5,000,000.
    pub picture_bytes: usize,
    /// How long the body of a request with a file may take to arrive. Default 60 s.
    pub upload_timeout: Duration,
    /// Requests with files in memory at once; one more gets BUSY. Default 3.
    pub uploads: usize,
    /// Bytes of a result as JSON, checked while it is built; about twice the fullest page of messages. Default 4 MiB.
    pub response_bytes: usize,
    /// How long a body may take to arrive; after that the request gets status 408. Default 10 s.
    pub body_timeout: Duration,
    /// How long a client may leave a response unread before its connection is closed. Default 30 s.
    pub write_stall: Duration,
    /// How long requests in progress may take to finish when the server stops. Default 10 s.
    pub drain: Duration,
    /// Errors in one GraphQL response; the rest are dropped. Default 20.
    pub errors: usize,
    /// Reports about the content security policy that are logged in a minute; the rest are dropped. Default 30.
    pub csp_reports: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: DocumentLimits::default(),
            socket: SocketLimits::default(),
            live: LiveLimits::default(),
            connections: 16_384,
            connections_each: Some(1024),
            unauthenticated_each: 64,
            header_timeout: Duration::from_secs(15),
            keep_alive: Duration::from_secs(75),
            header_bytes: 16 * 1024,
            body_bytes: 64 * 1024,
            picture_bytes: 5_000_000,
            upload_timeout: Duration::from_secs(60),
            uploads: 3,
            response_bytes: 4 * 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            write_stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            errors: 20,
            csp_reports: 30,
        }
    }
}

/// The limits on what one client or session keeps open: WebSockets, and streams of events over HTTP. `None` is no
/// limit.
#[derive(Clone, Debug)]
pub struct LiveLimits {
    /// WebSockets and event streams per client; one more replaces a socket on which no one has signed in, or gets
    /// status 429. Default 512.
    pub sockets_of_client: Option<usize>,
    /// WebSockets and event streams per session; one more closes with 1013, or gets status 429. Default 64.
    pub sockets_of_session: Option<usize>,
    /// Bytes that the subscriptions of one session hold: documents and variables. One more subscription is refused.
    /// Default 1 MiB, which is about 500 of the smallest.
    pub bytes_of_session: Option<usize>,
}

impl Default for LiveLimits {
    fn default() -> Self {
        Self {
            sockets_of_client: Some(512),
            sockets_of_session: Some(64),
            bytes_of_session: Some(1024 * 1024),
        }
    }
}

/// The limits of one WebSocket.
#[derive(Clone, Debug)]
pub struct SocketLimits {
    /// How long the client may take to send connection_init; then the socket closes with 4408. Also how long a client
    /// that did not sign in may be idle. Default 10 s.
    pub init_timeout: Duration,
    /// How often the server pings. A client that sends nothing between two pings is disconnected. Default 25 s, below
    /// the 30 s and 60 s after which proxies commonly close idle connections.
    pub keep_alive: Duration,
    /// Bytes of one message from the client; a longer one closes with 1009. Default 64 KiB.
    pub message_bytes: usize,
    /// Operations running at the same time; one more gets an error. Default 32.
    pub operations: usize,
    /// How long the client may leave a message unread; then the socket closes with 1013. Default 10 s.
    pub write_timeout: Duration,
    /// How long the client may take to respond to a close frame. Default 2 s.
    pub close_timeout: Duration,
    /// Bytes of the read buffer, which each socket has from its start. Default 1 KiB.
    pub read_buffer: usize,
    /// Bytes of messages buffered before they are written; allocated when needed. Default 4 KiB.
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
