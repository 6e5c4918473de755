//! Types for ids, so that the id of a user cannot be mistaken for the id of a session.

use sea_orm::TryFromU64;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Declares an id type: a version 7 UUID (RFC 9562), so that later rows sort after earlier ones.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Generates a new id.
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
    /// The id of an account.
    UserId
);
identifier!(
    /// The id of a session.
    SessionId
);
identifier!(
    /// The id of a request between a mentee and a mentor.
    RequestId
);
identifier!(
    /// The id of a concern.
    ConcernId
);
identifier!(
    /// The id of a match that ended.
    EndedMatchId
);
identifier!(
    /// The id of an administrator.
    AdminId
);
identifier!(
    /// The id of an administrator role.
    AdminRoleId
);
identifier!(
    /// The id of a one-time token.
    TokenId
);
identifier!(
    /// The id of a change of an email address that is not confirmed yet.
    AddressChangeId
);
identifier!(
    /// The id of an address that an account had before.
    FormerAddressId
);
identifier!(
    /// The id of an email in the outbox.
    EmailId
);
identifier!(
    /// The id of a sender of emails: one run of the outbox of one process.
    SenderId
);
identifier!(
    /// The id of a message between partners.
    MessageId
);
impl MessageId {
    /// Generates a new id that sorts after `last`, even if a machine whose clock is ahead generated `last`.
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
    /// The id of a signal in the log.
    SignalId
);
identifier!(
    /// The id of one run of a command. All its signals have the same workflow id.
    WorkflowId
);
identifier!(
    /// The id of a webhook.
    WebhookId
);
identifier!(
    /// The id of a hook.
    HookId
);
identifier!(
    /// The id of a running server process.
    ServerId
);
identifier!(
    /// The id of a webhook delivery.
    DeliveryId
);
identifier!(
    /// The id of a block: a mentor or an address that a mentee has blocked.
    BlockId
);
identifier!(
    /// The id of a plan that matches many people.
    PlanId
);
