//! How a socket ends: the close codes of graphql-transport-ws and RFC 6455, each with its reason.

use std::borrow::Cow;

use crate::auth::session_watch::Lost;

/// Why a socket ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// The client is to be told.
    Close {
        /// The code of the close frame.
        code: u16,
        /// A reason for people, at most 123 bytes.
        reason: Cow<'static, str>,
    },
    /// Nobody has signed in, and others need the place at once: the client is told, and not waited for.
    Displaced,
    /// The client is gone, or dead.
    Gone,
}

impl Ending {
    /// The server stops; clients come back to another, or later.
    pub(super) const GOING_AWAY: Self = Self::close(1001, "Server is stopping");
    /// The client does not read what it asked for. Clients take 1013 for passing, and resume.
    pub(super) const TOO_SLOW: Self = Self::close(1013, "Too slow to take its messages");
    /// The server could not look the credentials up.
    pub(super) const TRY_AGAIN: Self = Self::close(1013, "Try again later");
    /// An operation before connection_init.
    pub(super) const UNAUTHORIZED: Self = Self::close(4401, "Unauthorized");
    /// The session that opened the socket was revoked, has expired, or went with its account.
    pub(super) const SESSION_ENDED: Self = Self::close(4401, "Session has ended");
    /// The session lost a right that it had when it opened the socket, or began something on it.
    pub(super) const NO_LONGER_PERMITTED: Self = Self::close(4403, "No longer permitted");
    /// Credentials in connection_init that are none.
    pub(super) const FORBIDDEN: Self = Self::close(4403, "Forbidden");
    /// The client speaks another protocol.
    pub(super) const SUBPROTOCOL: Self = Self::close(4406, "Subprotocol not acceptable");
    /// The client speaks the protocol of subscriptions-transport-ws only.
    pub(super) const OLD_SUBPROTOCOL: Self = Self::close(
        4406,
        "Subprotocol not acceptable: use graphql-transport-ws, not graphql-ws",
    );
    /// No connection_init in time.
    pub(super) const INIT_TIMEOUT: Self = Self::close(4408, "Connection initialisation timeout");
    /// Nobody has signed in, and nothing is asked for. Clients take 1000 for final until they have something to ask.
    pub(super) const IDLE: Self = Self::close(1000, "Idle, and nobody has signed in");
    /// A second connection_init.
    pub(super) const TOO_MANY_INITS: Self = Self::close(4429, "Too many initialisation requests");

    /// A message that is none of the protocol's.
    pub(super) const fn bad_message(reason: &'static str) -> Self {
        Self::close(4400, reason)
    }

    /// A message that cannot be read, or is too long to be.
    pub(super) fn unreadable(limit: usize) -> Self {
        Self::Close {
            code: 4400,
            reason: format!("Unreadable message, or longer than {limit} bytes").into(),
        }
    }

    /// A second operation under the id of one that runs. Ids are short enough for a close frame.
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
