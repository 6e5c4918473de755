//! The files in the media store: one row for each that may exist.
//!
//! A row is written before its file, and is deleted after it, so that no file is ever forgotten. An account refers to a
//! picture by its URL.

use super::user;
use chrono::{DateTime, Duration, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, Set};

/// How long a file stays that no account refers to: longer than it takes from storing one to the commit that refers to
/// it.
pub const GRACE: Duration = Duration::minutes(5);
/// How long no other process removes a file after a claim; longer than removing may take.
pub const LEASE: Duration = Duration::minutes(1);

/// A file that may exist.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pictures")]
pub struct Model {
    /// `/media/`, the SHA-256 of the content, and `.jpg`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    /// When it was last stored or chosen.
    pub used_at: DateTime<Utc>,
    /// Since when a process has been removing the file. Then no account may refer to it.
    pub removal_at: Option<DateTime<Utc>>,
}

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Records that a file is about to be stored. Returns whether it may be: not while a process removes the same file.
///
/// # Errors
/// When the database does not respond.
pub async fn announce(
    writer: &impl ConnectionTrait,
    path: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        path: Set(path.to_owned()),
        used_at: Set(now),
        removal_at: Set(None),
    };
    let is_kept = Expr::col((Entity, Column::RemovalAt)).is_null();
    let again = OnConflict::column(Column::Path)
        .update_column(Column::UsedAt)
        .action_and_where(is_kept)
        .to_owned();
    let written = Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(writer)
        .await?;
    Ok(written > 0)
}

/// Keeps a file from being removed until the end of the transaction, after which an account refers to it. Returns
/// whether there is such a file.
///
/// # Errors
/// When the database does not respond.
pub async fn hold(
    writer: &impl ConnectionTrait,
    path: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let held = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Path.eq(path))
        .filter(Column::RemovalAt.is_null())
        .exec(writer)
        .await?;
    Ok(held.rows_affected > 0)
}

/// The next files to remove, after a path: those that no account refers to, and those whose removal did not finish.
///
/// # Errors
/// When the database does not respond.
pub async fn unused(
    reader: &impl ConnectionTrait,
    after: &str,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<String>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Path)
        .filter(Column::Path.gt(after))
        .filter(is_unused(now))
        .order_by_asc(Column::Path)
        .limit(limit)
        .into_tuple()
        .all(reader)
        .await
}

/// Claims the removal of a file. Returns whether it still may be removed: an account may refer to it meanwhile, and
/// another process may have been faster.
///
/// # Errors
/// When the database does not respond.
pub async fn claim(
    writer: &impl ConnectionTrait,
    path: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    // Invariant: `hold` changes this row before its account. PostgreSQL waits for it here, and then checks the row
    // again, whose `used_at` is new.
    let claimed = Entity::update_many()
        .col_expr(Column::RemovalAt, Expr::value(now))
        .filter(Column::Path.eq(path))
        .filter(is_unused(now))
        .exec(writer)
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// Deletes the row of a file that was removed.
///
/// # Errors
/// When the database does not respond.
pub async fn forget(writer: &impl ConnectionTrait, path: &str) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Path.eq(path))
        .filter(Column::RemovalAt.is_not_null())
        .exec(writer)
        .await?;
    Ok(())
}

fn is_unused(now: DateTime<Utc>) -> Expr {
    let referring = Query::select()
        .expr(Expr::val(1))
        .from(user::Entity)
        .and_where(
            Expr::col((user::Entity, user::Column::ProfilePictureUrl))
                .equals((Entity, Column::Path)),
        )
        .take();
    let is_abandoned = Column::RemovalAt.lt(now - LEASE);
    Column::UsedAt
        .lt(now - GRACE)
        .and(Column::RemovalAt.is_null().or(is_abandoned))
        .and(Expr::exists(referring).not())
}
