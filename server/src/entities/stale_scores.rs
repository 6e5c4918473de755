//! Members whose compatibility scores are out of date.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{InsertStatement, OnConflict};
use sea_orm::{ConnectionTrait, QueryTrait, Set};

/// A member whose scores have to be computed again.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stale_scores")]
pub struct Model {
    /// The member.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Differs each time, so that a change during the computation is not missed; `None` after an upgrade.
    pub change_id: Option<Uuid>,
    /// When the scores became out of date. The Unix epoch if the person has not changed and only their own list is to be
    /// computed, after an upgrade or because it became short: scores that are stale because of a change come first.
    pub stale_since: DateTime<Utc>,
}

/// Belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the person has changed, so that the lists of others are out of date, too.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.stale_since > DateTime::UNIX_EPOCH
    }
}

/// The statement that records that a member has changed; a computation in progress does not count.
#[must_use]
pub fn marking(user_id: UserId, now: DateTime<Utc>) -> InsertStatement {
    let row = ActiveModel {
        user_id: Set(user_id),
        change_id: Set(Some(Uuid::now_v7())),
        stale_since: Set(now),
    };
    let again = OnConflict::column(Column::UserId)
        .update_columns([Column::ChangeId, Column::StaleSince])
        .to_owned();
    Entity::insert(row).on_conflict(again).into_query()
}

/// Records that a member's own list is to be computed again, unless it is going to be anyway.
///
/// # Errors
/// When the database does not respond.
pub async fn refill(writer: &impl ConnectionTrait, user_id: UserId) -> Result<(), DbErr> {
    let row = ActiveModel {
        user_id: Set(user_id),
        change_id: Set(Some(Uuid::now_v7())),
        stale_since: Set(DateTime::UNIX_EPOCH),
    };
    let nothing = OnConflict::column(Column::UserId).do_nothing().to_owned();
    Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}
