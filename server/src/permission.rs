//! The permissions of administrators.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A permission of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Permission {
    /// See accounts, matches and statistics.
    #[strum(serialize = "users:read")]
    UsersRead,
    /// Change and restore accounts.
    #[strum(serialize = "users:write")]
    UsersWrite,
    /// Delete accounts permanently.
    #[strum(serialize = "users:delete")]
    UsersDelete,
    /// Sign in as a member, for support.
    #[strum(serialize = "users:impersonate")]
    UsersImpersonate,
    /// Match people and set the size of rosters.
    #[strum(serialize = "roster:write")]
    RosterWrite,
    /// See administrators, their roles, and the settings of the server.
    #[strum(serialize = "admins:read")]
    AdminsRead,
    /// Create and change administrators and their roles.
    #[strum(serialize = "admins:write")]
    AdminsWrite,
    /// Read the signal log.
    #[strum(serialize = "signals:read")]
    SignalsRead,
    /// See webhooks and their deliveries.
    #[strum(serialize = "webhooks:read")]
    WebhooksRead,
    /// Delete webhooks and change their secrets; with SIGNALS_READ also create, change and replay them.
    #[strum(serialize = "webhooks:write")]
    WebhooksWrite,
    /// See hooks and their failures.
    #[strum(serialize = "hooks:read")]
    HooksRead,
    /// Create, change and delete hooks, whose endpoints see and may change what people enter.
    #[strum(serialize = "hooks:write")]
    HooksWrite,
    /// Read the concerns that members raise.
    #[strum(serialize = "concerns:read")]
    ConcernsRead,
    /// Resolve concerns.
    #[strum(serialize = "concerns:write")]
    ConcernsWrite,
    /// See the sessions of others and how they signed in.
    #[strum(serialize = "sessions:read")]
    SessionsRead,
    /// End the sessions of others.
    #[strum(serialize = "sessions:write")]
    SessionsWrite,
}

impl Permission {
    /// Returns the name that roles store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it allows to change something, and not only to see it.
    #[must_use]
    pub const fn is_for_changes(self) -> bool {
        match self {
            Self::UsersRead
            | Self::AdminsRead
            | Self::SignalsRead
            | Self::WebhooksRead
            | Self::HooksRead
            | Self::ConcernsRead
            | Self::SessionsRead => false,
            Self::UsersWrite
            | Self::UsersDelete
            | Self::UsersImpersonate
            | Self::RosterWrite
            | Self::AdminsWrite
            | Self::WebhooksWrite
            | Self::HooksWrite
            | Self::ConcernsWrite
            | Self::SessionsWrite => true,
        }
    }

    /// Returns a sentence that says what the permission allows.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::UsersRead => "View accounts, matches and statistics.",
            Self::UsersWrite => "Change and restore accounts.",
            Self::UsersDelete => "Permanently delete accounts.",
            Self::UsersImpersonate => "Sign in as a member, for support.",
            Self::RosterWrite => "Match people and set the size of rosters.",
            Self::AdminsRead => "See administrators, their roles, and the settings of the server.",
            Self::AdminsWrite => "Create and change administrators and their roles.",
            Self::SignalsRead => "Read the log of signals.",
            Self::WebhooksRead => "See webhooks and their deliveries.",
            Self::WebhooksWrite => {
                "Delete webhooks and change their secrets; with SIGNALS_READ, also create, change and replay them."
            }
            Self::HooksRead => "See hooks and their failures.",
            Self::HooksWrite => {
                "Create, change and delete hooks. Their endpoints see what people enter, and may refuse or change it."
            }
            Self::ConcernsRead => "Read the concerns that members raise, also about other members.",
            Self::ConcernsWrite => "Resolve concerns.",
            Self::SessionsRead => {
                "See where people are signed in and the history of their sign-ins, with addresses and browsers."
            }
            Self::SessionsWrite => "End the sessions of one person, or of everyone.",
        }
    }
}
