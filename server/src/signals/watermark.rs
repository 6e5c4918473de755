//! The mark: up to where the log is gone. It only moves forward, and holding it keeps the log as it is.

use super::order::key_of;
use crate::cursor::Cursor;
use crate::db::Transaction;
use crate::entities::signal_watermark::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};

/// The place of the last signal that is not kept any more.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn position(reader: &impl ConnectionTrait) -> Result<Cursor, DbErr> {
    let mark = Entity::find().one(reader).await?;
    Ok(mark.map_or(Cursor::START, |mark| Cursor {
        transaction: mark.transaction_id,
        position: mark.position,
    }))
}

/// Keeps everybody else from pruning the log until the end of the transaction. What decides by what the log still
/// holds, or by what somebody is pending of it, holds the mark before it looks.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn lock(transaction: &Transaction) -> Result<(), DbErr> {
    // The row is locked although it is not moved; where there was none, it is made.
    advance(transaction, Cursor::START).await
}

/// Remembers up to where the log is gone: a subscriber that has not seen all of it must be told. Every process prunes,
/// and one that read the log before another went further must not move the mark back.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn advance(transaction: &Transaction, through: Cursor) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(1),
        transaction_id: Set(through.transaction),
        position: Set(through.position),
    };
    let conflict = OnConflict::column(Column::Id)
        .update_columns([Column::TransactionId, Column::Position])
        .action_and_where(kept().lt(key_of(through)))
        .to_owned();
    Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// The mark as it stands; a bare name could as well be that of the row to be inserted.
fn kept() -> Expr {
    Expr::tuple([
        Expr::col((Entity, Column::TransactionId)),
        Expr::col((Entity, Column::Position)),
    ])
}
