//! Roles of administrators: named sets of permissions.

use super::user::Entries;
use crate::ids::AdminRoleId;
use sea_orm::entity::prelude::*;

/// A named set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "admin_roles")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdminRoleId,
    /// Unique name, upper case.
    pub name: String,
    /// Permissions by name; `*` means all.
    pub permissions: Entries,
    /// Whether the role is built in.
    pub is_built_in: bool,
}

/// A role has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
