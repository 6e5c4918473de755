//! Administrators.

use crate::ids::{AdminId, AdminRoleId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;

/// What makes an account with role ADMIN an administrator.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "admins")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdminId,
    /// The account.
    pub user_id: UserId,
    /// Name to sign in with; never an address.
    pub username: String,
    /// The set of permissions.
    pub role_id: AdminRoleId,
    /// May administer.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// An administrator is an account with a role.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The role.
    #[sea_orm(
        belongs_to = "super::admin_role::Entity",
        from = "Column::RoleId",
        to = "super::admin_role::Column::Id"
    )]
    Role,
    /// The account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::admin_role::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Role.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The administrators among these accounts, with their roles.
///
/// # Errors
/// When the database does not respond.
pub async fn by_users(
    reader: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<Vec<(Model, super::admin_role::Model)>, DbErr> {
    let found = Entity::find()
        .find_also_related(super::admin_role::Entity)
        .filter(Column::UserId.is_in(users.iter().copied()))
        .all(reader)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(admin, role)| Some((admin, role?)))
        .collect())
}
