//! How a socket ends: the close codes of graphql-transport-ws and RFC 6455, each with its reason.

use std::borrow::Cow;

use crate::auth::session_watch::Lost;

/// Why a socket ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// The server sends a close frame and waits for the client to close.
    Close {
        /// The code of the close frame.
        code: u16,
        /// A reason for humans, at most 123 bytes.
        reason: Cow<'static, str>,
    },
    /// No one has signed in, and another connection needs the permit: the server sends a close frame and does not wait.
    Displaced,
    /// A message from the client is longer than this: the server sends a close frame, and reads what the client is
    /// still sending, so that the frame arrives.
    TooBig {
        /// The limit in bytes.
        limit: usize,
    },
    /// The client disconnected or no longer responds.
    Gone,
}

impl Ending {
    /// The server is shutting down. Clients reconnect to another one, or later.
    pub(super) const GOING_AWAY: Self = Self::close(1001, "Server is stopping");
    /// The client does not read its messages. Clients treat 1013 as temporary, and resume.
    pub(super) const TOO_SLOW: Self = Self::close(1013, "Too slow to take its messages");
    /// The session has the maximum number of sockets. Clients treat 1013 as temporary.
    pub(super) const TOO_MANY_SOCKETS: Self = Self::close(1013, "Too many sockets of this session");
    /// The server could not look up the credentials.
    pub(super) const TRY_AGAIN: Self = Self::close(1013, "Try again later");
    /// An operation before connection_init.
    pub(super) const UNAUTHORIZED: Self = Self::close(4401, "Unauthorized");
    /// The session that opened the socket was revoked, has expired, or was deleted with its account.
    pub(super) const SESSION_ENDED: Self = Self::close(4401, "Session has ended");
    /// The session lost a permission that it had when it opened the socket or started an operation.
    pub(super) const NO_LONGER_PERMITTED: Self = Self::close(4403, "No longer permitted");
    /// The credentials in connection_init are invalid.
    pub(super) const FORBIDDEN: Self = Self::close(4403, "Forbidden");
    /// The client does not offer graphql-transport-ws.
    pub(super) const SUBPROTOCOL: Self = Self::close(4406, "Subprotocol not acceptable");
    /// The client only offers the older protocol of subscriptions-transport-ws.
    pub(super) const OLD_SUBPROTOCOL: Self = Self::close(
        4406,
        "Subprotocol not acceptable: use graphql-transport-ws, not graphql-ws",
    );
    /// No connection_init in time.
    pub(super) const INIT_TIMEOUT: Self = Self::close(4408, "Connection initialisation timeout");
    /// No one has signed in, and no operation runs. Clients treat 1000 as final until they start another operation.
    pub(super) const IDLE: Self = Self::close(1000, "Idle, and nobody has signed in");
    /// A message that is not a valid frame or not UTF-8.
    pub(super) const UNREADABLE: Self = Self::close(4400, "Unreadable message");
    /// A second connection_init.
    pub(super) const TOO_MANY_INITS: Self = Self::close(4429, "Too many initialisation requests");

    /// A message that the protocol does not define.
    pub(super) const fn bad_message(reason: &'static str) -> Self {
        Self::close(4400, reason)
    }

    /// An operation with the id of a running one. Ids are short enough for a close frame.
    pub(super) fn duplicate(id: &str) -> Self {
        Self::Close {
            code: 4409,
            reason: format!("Subscriber for {id} already exists").into(),
        }
    }

    const fn close(code: u16, reason: &'static str) -> Self {
        Self::Close {
            code,
            reason: Cow::Borrowed(reason),
        }
    }
}

impl From<Lost> for Ending {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Session => Self::SESSION_ENDED,
            Lost::Right => Self::NO_LONGER_PERMITTED,
        }
    }
}
