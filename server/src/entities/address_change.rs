//! Changes of email addresses that wait until the new address is verified.

use crate::ids::{AddressChangeId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;

/// The address that an account asked for. Each account has at most one.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_changes")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Identifier; a change that replaces another one has its own.
    pub id: AddressChangeId,
    /// The new address.
    pub email: String,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
}

/// A change has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Returns the change that an account waits for.
///
/// # Errors
/// When the database does not respond.
pub async fn of_user(rows: &impl ConnectionTrait, user_id: UserId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(user_id).one(rows).await
}

/// Returns the changes that accounts wait for.
///
/// # Errors
/// When the database does not respond.
pub async fn of_users(
    rows: &impl ConnectionTrait,
    user_ids: &[UserId],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::UserId.is_in(user_ids.iter().copied()))
        .all(rows)
        .await
}

/// Drops the change that an account waits for; returns whether there was one.
///
/// # Errors
/// When the database does not respond.
pub async fn forget(rows: &impl ConnectionTrait, user_id: UserId) -> Result<bool, DbErr> {
    let deleted = Entity::delete_by_id(user_id).exec(rows).await?;
    Ok(deleted.rows_affected > 0)
}
