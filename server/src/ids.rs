//! Identifiers as types, so that a user's id cannot be taken for a session's.

use sea_orm::TryFromU64;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Declares an identifier: a UUID of version 7 (RFC 9562), so that later rows sort after earlier ones.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh one.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    };
}

identifier!(
    /// An account.
    UserId
);
identifier!(
    /// A session of an account.
    SessionId
);
identifier!(
    /// An administrator.
    AdminId
);
identifier!(
    /// A role of administrators.
    AdminRoleId
);
identifier!(
    /// A one-time token.
    TokenId
);
identifier!(
    /// An email of the outbox.
    EmailId
);
identifier!(
    /// A message between partners.
    MessageId
);
impl MessageId {
    /// A fresh one that sorts after `last`, also where that was made by a machine whose clock is ahead.
    #[must_use]
    pub fn after(last: Option<Self>) -> Self {
        let fresh = Self::new();
        match last {
            Some(last) if last >= fresh => Self(Uuid::from_u128(last.0.as_u128() + 1)),
            _ => fresh,
        }
    }
}

identifier!(
    /// A signal of the log.
    SignalId
);
identifier!(
    /// One run of one command; all its signals bear it.
    WorkflowId
);
identifier!(
    /// An endpoint outside that signals are posted to.
    WebhookId
);
identifier!(
    /// A running server.
    ServerId
);
identifier!(
    /// A delivery to such an endpoint.
    DeliveryId
);
