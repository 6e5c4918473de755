//! The permissions of administrators, and each permission as a type that a proof can carry.

use crate::entities::admin_role;
pub use crate::permission::Permission;
use std::fmt::Debug;
use std::str::FromStr;
use strum::VariantArray;

/// Name of the built-in role that has every permission.
pub const SUPERADMIN: &str = "SUPERADMIN";

/// Stands for every permission, including those of later versions.
const EVERY: &str = "*";

/// The permissions of a role. A name that this version does not know grants none.
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

/// Declares a type for each permission, with the permission's name.
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

rights! {
    UsersRead UsersWrite UsersDelete UsersImpersonate RosterWrite AdminsRead AdminsWrite SignalsRead WebhooksRead
    WebhooksWrite HooksRead HooksWrite ConcernsRead ConcernsWrite SessionsRead SessionsWrite
}
