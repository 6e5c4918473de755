//! Retention: deletes the oldest signals from the log in small steps.

use crate::app::App;
use crate::cursor::Cursor;
use crate::db::Transaction;
use crate::entities::signal::Entity;
use crate::error::Result;
use crate::signals::log::{self, Filter, Range};
use crate::signals::{order, watermark};
use crate::webhooks::retention_barrier;
use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, QueryFilter};

/// The most signals that one transaction deletes, so that others do not wait long for it.
const STEP: u64 = 500;

/// Deletes signals older than SIGNAL_RETENTION_DAYS, and returns how many. Deletes none while the clock is not trusted.
///
/// # Errors
/// When the database does not respond.
pub async fn prune_due(app: &App) -> Result<u64> {
    let Some(retention) = app.config.signal_retention else {
        return Ok(0);
    };
    let before = app.clock.now() - retention;
    let mut pruned = 0;
    while app.clock_guard.trusts(&app.clock) {
        let step = prune_step(app, before).await?;
        pruned += step;
        if step < STEP {
            break;
        }
    }
    Ok(pruned)
}

/// Deletes the oldest signals that are old enough and that no webhook still needs.
async fn prune_step(app: &App, before: DateTime<Utc>) -> Result<u64> {
    let transaction = app.db.begin().await?;
    // A concurrent command that rewinds or enables a webhook waits for this lock, or is visible to the reads below.
    watermark::lock(&transaction).await?;
    let mut removed = 0;
    if let Some(through) = prunable(app, &transaction, before).await? {
        let pruned = Entity::delete_many().filter(order::through(app.db.engine, through));
        removed = pruned.exec(&transaction).await?.rows_affected;
        watermark::advance(&transaction, through).await?;
    }
    transaction.commit().await?;
    Ok(removed)
}

/// Returns the cursor up to which a step may delete signals.
async fn prunable(
    app: &App,
    transaction: &Transaction,
    before: DateTime<Utc>,
) -> Result<Option<Cursor>> {
    let range = Range::next(Cursor::START, STEP);
    let oldest = log::read(transaction, app.db.engine, &Filter::default(), range).await?;
    let old: Vec<Cursor> = oldest
        .iter()
        .take_while(|signal| signal.occurred_at < before)
        .map(log::cursor)
        .collect();
    let Some(through) = old.last().copied() else {
        return Ok(None);
    };
    let Some(barrier) = retention_barrier::retention_barrier(app, transaction, through).await?
    else {
        return Ok(Some(through));
    };
    Ok(old
        .into_iter()
        .take_while(|cursor| *cursor < barrier)
        .last())
}
