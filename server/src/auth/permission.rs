//! What an administrator may do, and each permission as a type that a proof can bear.

use crate::entities::admin_role;
use std::fmt::Debug;
use std::str::FromStr;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// One right.
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

/// Name of the built-in role that has every right.
pub const SUPERADMIN: &str = "SUPERADMIN";

/// Stands for every right, also those of later versions.
const EVERY: &str = "*";

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

/// The rights of a role. A name that this version does not know gives none.
#[must_use]
pub fn of_role(role: &admin_role::Model) -> Vec<Permission> {
    let names = &role.permissions.0;
    if names.iter().any(|name| name == EVERY) {
        return Permission::VARIANTS.to_vec();
    }
    names
        .iter()
        .filter_map(|name| Permission::from_str(name).ok())
        .collect()
}

/// A permission as a type: `Admin<UsersWrite>` is an administrator who may change accounts.
pub trait Right: Debug + Clone + Copy + Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

/// Declares the type of each permission, under the permission's own name.
macro_rules! rights {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`Permission::", stringify!($name), "` as a type.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Right for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*
    };
}

rights! { UsersRead UsersWrite UsersDelete RosterWrite AdminsRead AdminsWrite SignalsRead WebhooksRead WebhooksWrite }
