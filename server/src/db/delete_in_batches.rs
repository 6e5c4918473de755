//! Deletes rows in batches, alongside others that use the same table.

use crate::app::App;
use crate::error::Result;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Rows that one statement deletes.
const BATCH: u64 = 1000;

/// Deletes the rows of a table that match a condition, and returns how many. Rows that another transaction has locked
/// are left for the next time: waiting for them while holding others causes deadlocks. These rows are deleted by time,
/// so nothing is deleted while the clock is not trusted.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_in_batches<E: EntityTrait>(
    app: &App,
    table: E,
    id: E::Column,
    condition: Expr,
) -> Result<u64> {
    let mut forgotten = 0;
    while app.clock_guard.trusts(&app.clock) {
        let rows = Query::select()
            .column(id)
            .from(table)
            .and_where(condition.clone())
            .limit(BATCH)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .to_owned();
        let deleted = E::delete_many()
            .filter(id.in_subquery(rows))
            .exec(app.db.writer())
            .await?;
        forgotten += deleted.rows_affected;
        if deleted.rows_affected < BATCH {
            break;
        }
    }
    Ok(forgotten)
}
