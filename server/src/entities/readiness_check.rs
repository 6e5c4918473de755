//! Rows that servers write to check whether the database still stores what it is given.

use crate::ids::ServerId;
use chrono::{DateTime, Utc};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

/// The last check of one running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "readiness_checks")]
pub struct Model {
    /// The server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub server_id: ServerId,
    /// Checks so far.
    pub number: i64,
    /// Time of the last check.
    pub written_at: DateTime<Utc>,
}

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes a server's row in place of its previous one.
///
/// # Errors
/// When the database does not respond.
pub async fn write(writer: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let row = ActiveModel {
        server_id: Set(row.server_id),
        number: Set(row.number),
        written_at: Set(row.written_at),
    };
    let again = OnConflict::column(Column::ServerId)
        .update_columns([Column::Number, Column::WrittenAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}

/// Writes a row in place of another one that is left out, so that both cases write. Always the same row: it belongs to no
/// server, and the table holds one row for each.
///
/// # Errors
/// When the database does not respond.
pub async fn write_in_place_of_another(
    writer: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = Model {
        server_id: ServerId(Uuid::nil()),
        number: 0,
        written_at: now,
    };
    write(writer, row).await
}

/// Removes the rows of servers that have not written since `before`.
///
/// # Errors
/// When the database does not respond.
pub async fn forget(writer: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::WrittenAt.lt(before))
        .exec(writer)
        .await?;
    Ok(())
}
