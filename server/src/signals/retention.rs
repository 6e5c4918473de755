//! Retention: the log forgets its oldest signals in small steps.

use super::log::{self, place, value};
use super::{Cursor, log::Filter, log::Range};
use crate::app::App;
use crate::entities::signal::{Entity, Model};
use crate::entities::signal_mark;
use crate::error::Result;
use crate::webhooks::barrier::barrier;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{EntityTrait, QueryFilter, Set, TransactionTrait};

/// Signals that one transaction removes, so that nobody waits for it.
const STEP: u64 = 500;

/// Removes signals older than SIGNAL_RETENTION_DAYS, and answers how many.
///
/// # Errors
/// When the database does not answer.
pub async fn prune_due(app: &App) -> Result<u64> {
    let Some(retention) = app.config.signal_retention else {
        return Ok(0);
    };
    let before = app.clock.now() - retention;
    let mut pruned = 0;
    loop {
        let step = prune_step(app, before).await?;
        pruned += step;
        if step < STEP {
            return Ok(pruned);
        }
    }
}

/// Removes the oldest signals as far as they are old enough and nothing stands in the way.
async fn prune_step(app: &App, before: DateTime<Utc>) -> Result<u64> {
    let range = Range::next(Cursor::START, STEP);
    let oldest = log::read(app.db.reader(), app.db.engine, &Filter::default(), range).await?;
    let barrier = barrier(app).await?;
    let is_due = |signal: &&Model| {
        let is_owed = barrier.is_some_and(|barrier| log::cursor(signal) >= barrier);
        signal.occurred_at < before && !is_owed
    };
    let Some(last) = oldest.iter().take_while(is_due).last() else {
        return Ok(0);
    };
    let through = log::cursor(last);
    let transaction = app.db.writer().begin().await?;
    let removed = Entity::delete_many()
        .filter(place().lte(value(through)))
        .exec(&transaction)
        .await?;
    mark(&transaction, through).await?;
    transaction.commit().await?;
    Ok(removed.rows_affected)
}

/// Remembers up to where the log is gone: a subscriber that has not seen all of it must be told. Every process prunes,
/// and one that read the log before another went further must not move the mark back.
async fn mark(transaction: &sea_orm::DatabaseTransaction, through: Cursor) -> Result<()> {
    let row = signal_mark::ActiveModel {
        id: Set(1),
        transaction_id: Set(through.transaction),
        position: Set(through.position),
    };
    let columns = [
        signal_mark::Column::TransactionId,
        signal_mark::Column::Position,
    ];
    let conflict = OnConflict::column(signal_mark::Column::Id)
        .update_columns(columns)
        .action_and_where(marked().lt(value(through)))
        .to_owned();
    signal_mark::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// The mark as it stands; a bare name could as well be that of the row to be inserted.
fn marked() -> Expr {
    Expr::tuple([
        Expr::col((signal_mark::Entity, signal_mark::Column::TransactionId)),
        Expr::col((signal_mark::Entity, signal_mark::Column::Position)),
    ])
}
