//! What an administrator may do.

use crate::entities::admin_role;
use std::str::FromStr;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// One right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Permission {
    /// Change rosters that are not one's own.
    #[strum(serialize = "roster:write")]
    RosterWrite,
    /// Read the log of signals.
    #[strum(serialize = "signals:read")]
    SignalsRead,
    /// See webhooks and their deliveries.
    #[strum(serialize = "webhooks:read")]
    WebhooksRead,
    /// Make, change and replay webhooks.
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
