//! Administrators.

use crate::ids::{AdminId, AdminRoleId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;

/// The administrator row of an account with role ADMIN.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "admins")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdminId,
    /// The account.
    pub user_id: UserId,
    /// Username to sign in with; never an email address.
    pub username: String,
    /// The role.
    pub role_id: AdminRoleId,
    /// Whether the administrator may sign in as one.
    pub is_active: bool,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// Until when the password works, if the command line made it.
    pub break_glass_until: Option<DateTime<Utc>>,
}

impl Model {
    /// Whether the password came from the command line and no longer works.
    #[must_use]
    pub fn has_expired_password(&self, now: DateTime<Utc>) -> bool {
        self.break_glass_until.is_some_and(|until| until <= now)
    }
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

/// Notes that the owner of an account has chosen a password, so that it does not expire.
///
/// # Errors
/// When the database does not respond.
pub async fn keep_password(rows: &impl ConnectionTrait, user_id: UserId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(
            Column::BreakGlassUntil,
            Expr::value(Value::ChronoDateTimeUtc(None)),
        )
        .filter(Column::UserId.eq(user_id))
        .exec(rows)
        .await?;
    Ok(())
}

/// Finds the administrators among these accounts, with their roles.
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
