//! The permissions of administrators.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A permission of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Permission {
    /// See accounts, matches and figures.
    #[strum(serialize = "users:read")]
    UsersRead,
    /// Change and restore accounts.
    #[strum(serialize = "users:write")]
    UsersWrite,
    /// Delete accounts for good.
    #[strum(serialize = "users:delete")]
    UsersDelete,
    /// Match people and set the size of rosters.
    #[strum(serialize = "roster:write")]
    RosterWrite,
    /// See administrators and their roles.
    #[strum(serialize = "admins:read")]
    AdminsRead,
    /// Make and change administrators and their roles.
    #[strum(serialize = "admins:write")]
    AdminsWrite,
    /// Read the log of signals.
    #[strum(serialize = "signals:read")]
    SignalsRead,
    /// See webhooks and their deliveries.
    #[strum(serialize = "webhooks:read")]
    WebhooksRead,
    /// Delete webhooks and change their secrets; with SIGNALS_READ also make, change and replay them.
    #[strum(serialize = "webhooks:write")]
    WebhooksWrite,
}

impl Permission {
    /// The name as roles store it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What it allows, in one sentence.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::UsersRead => "See accounts, matches and figures.",
            Self::UsersWrite => "Change and restore accounts.",
            Self::UsersDelete => "Delete accounts for good.",
            Self::RosterWrite => "Match people and set the size of rosters.",
            Self::AdminsRead => "See administrators and their roles.",
            Self::AdminsWrite => "Make and change administrators and their roles.",
            Self::SignalsRead => "Read the log of signals.",
            Self::WebhooksRead => "See webhooks and their deliveries.",
            Self::WebhooksWrite => {
                "Delete webhooks and change their secrets; with SIGNALS_READ also make, change and replay them."
            }
        }
    }
}
