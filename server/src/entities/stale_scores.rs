//! Members whose compatibility scores are out of date.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, Set};

/// A member whose scores have to be computed again.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stale_scores")]
pub struct Model {
    /// The member.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Possible partners up to this id are done.
    pub after_id: Option<UserId>,
    /// When the scores became out of date. The Unix epoch for all of those that an upgrade made stale: they are many,
    /// and scores that are stale because of a change are computed first.
    pub stale_since: DateTime<Utc>,
}

/// Belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Records that a member's scores are stale; a computation in progress starts over.
///
/// # Errors
/// When the database does not respond.
pub async fn mark(
    writer: &impl ConnectionTrait,
    user_id: UserId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        user_id: Set(user_id),
        after_id: Set(None),
        stale_since: Set(now),
    };
    let again = OnConflict::column(Column::UserId)
        .update_columns([Column::AfterId, Column::StaleSince])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}
