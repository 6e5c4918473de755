//! Rebases a log that was restored into another PostgreSQL cluster. Its cursors contain transaction ids, and the new
//! cluster counts from another start: new signals would sort before the old ones, and no subscriber would get them.

use super::watermark;
use crate::app::App;
use crate::db::{Engine, Transaction, lift_timeouts};
use crate::error::Result;
use sea_orm::{ConnectionTrait, Statement};

/// A transaction id that PostgreSQL never assigns: lower than all others.
const EARLIEST: i64 = 1;

/// Moves everything in the log before all signals still to come, in the order of the positions. Must be called before
/// serving. Subscribers that come back with an older cursor get `CURSOR_GONE`. Webhooks continue with the signals that
/// they have not received, and may get signals that were written at the same time again. Returns whether a rebase was
/// needed.
///
/// # Errors
/// When the database does not respond.
pub async fn rebase(app: &App) -> Result<bool> {
    if app.db.engine == Engine::Sqlite || !is_ahead(app.db.reader()).await? {
        return Ok(false);
    }
    let transaction = app.db.begin().await?;
    lift_timeouts(app.db.engine, &transaction).await?;
    // If several processes start at the same time, one of them does it.
    watermark::lock(&transaction).await?;
    let needs_it = is_ahead(&transaction).await?;
    if needs_it {
        tracing::warn!(
            "the signal log comes from another PostgreSQL cluster and now precedes all new signals; old cursors are gone"
        );
        rewrite(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(needs_it)
}

/// Whether a signal was written by a transaction that this cluster has not reached yet.
async fn is_ahead(reader: &impl ConnectionTrait) -> Result<bool> {
    let query = "SELECT GREATEST((SELECT MAX(transaction_id) FROM signals), (SELECT MAX(transaction_id) FROM signal_watermark), \
                 (SELECT MAX(transaction_id) FROM webhooks)) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint \
                 AS is_ahead";
    let query = Statement::from_string(reader.get_database_backend(), query);
    let row = reader.query_one_raw(query).await?;
    let is_ahead: Option<bool> = row
        .map(|row| row.try_get("", "is_ahead"))
        .transpose()?
        .flatten();
    Ok(is_ahead.unwrap_or(false))
}

/// Webhooks first: their position is computed from the old order.
async fn rewrite(transaction: &Transaction) -> Result<()> {
    let statements = [
        format!(
            "UPDATE webhooks SET transaction_id = {EARLIEST}, position = COALESCE( \
             (SELECT MIN(position) - 1 FROM signals WHERE (signals.transaction_id, signals.position) \
              > (webhooks.transaction_id, webhooks.position)), \
             (SELECT MAX(position) FROM signals), position)"
        ),
        format!(
            "UPDATE signal_watermark SET transaction_id = {EARLIEST}, \
             position = COALESCE((SELECT MIN(position) - 1 FROM signals), position)"
        ),
        format!("UPDATE webhook_deliveries SET transaction_id = {EARLIEST}"),
        format!("UPDATE signals SET transaction_id = {EARLIEST}"),
    ];
    for statement in statements {
        transaction.execute_unprepared(&statement).await?;
    }
    Ok(())
}
