//! The retention watermark: the log has been pruned up to it. It only moves forward, and locking it keeps others from
//! pruning.

use super::order::key_of;
use crate::cursor::Cursor;
use crate::db::Transaction;
use crate::entities::signal_watermark::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};

/// The cursor of the last signal that was pruned.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn position(reader: &impl ConnectionTrait) -> Result<Cursor, DbErr> {
    let watermark = Entity::find().one(reader).await?;
    Ok(watermark.map_or(Cursor::START, |watermark| Cursor {
        transaction: watermark.transaction_id,
        position: watermark.position,
    }))
}

/// Keeps all other transactions from pruning the log until the end of the transaction. Code that depends on what the
/// log still holds, or on what a webhook has pending, locks the watermark before it reads.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn lock(transaction: &Transaction) -> Result<(), DbErr> {
    // The row is locked although it is not moved; if there is none, it is created.
    advance(transaction, Cursor::START).await
}

/// Records that the log has been pruned up to a cursor, so that a subscriber that has not seen all of it gets an error.
/// Every process prunes, and one that read the log earlier must not move the watermark back.
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

/// The watermark as stored; a bare column name could also mean the row to be inserted.
fn kept() -> Expr {
    Expr::tuple([
        Expr::col((Entity, Column::TransactionId)),
        Expr::col((Entity, Column::Position)),
    ])
}
