//! A snapshot of what had been committed at one moment. Subscribers that start with new signals use it to skip the
//! rest.

use super::{log, order};
use crate::cursor::Cursor;
use crate::db::Engine;
use crate::entities::signal::Column;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, Statement};
use std::str::FromStr;

/// The state of the log at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// Nothing after this cursor had been committed.
    end: Cursor,
    /// Transactions that were still open and may have written before `end`.
    open: Vec<i64>,
}

impl Snapshot {
    /// Whether the signal at a cursor had been committed.
    #[must_use]
    pub fn contains(&self, cursor: Cursor) -> bool {
        !self.is_before(cursor) && !self.open.contains(&cursor.transaction)
    }

    /// The condition for signals that had not been committed.
    pub(super) fn uncommitted(&self, engine: Engine) -> Condition {
        Condition::any()
            .add(order::after(engine, self.end))
            .add(Column::TransactionId.is_in(self.open.iter().copied()))
    }

    /// Whether a cursor is after everything that had been committed.
    #[must_use]
    pub fn is_before(&self, cursor: Cursor) -> bool {
        cursor > self.end
    }
}

/// Takes a snapshot of the current state.
///
/// # Errors
/// When the database does not respond.
pub async fn read(reader: &impl ConnectionTrait, engine: Engine) -> Result<Snapshot, DbErr> {
    if engine == Engine::Sqlite {
        // SQLite has one writer: the order of cursors is the order of commits.
        let end = log::end(reader, engine).await?;
        let open = Vec::new();
        return Ok(Snapshot { end, open });
    }
    // On PostgreSQL no cursor separates committed signals from others: a transaction that is still open may have
    // cursors before one that has ended. The database's snapshot separates them exactly, stable or not, so nothing is
    // lost or early.
    let query = Statement::from_string(
        reader.get_database_backend(),
        "SELECT pg_current_snapshot()::text AS snapshot",
    );
    let row = reader.query_one_raw(query).await?;
    let snapshot: Option<String> = row.map(|row| row.try_get("", "snapshot")).transpose()?;
    snapshot
        .as_deref()
        .and_then(parse)
        .ok_or_else(|| DbErr::Custom("PostgreSQL returned no snapshot".to_owned()))
}

/// Parses a snapshot's text: `xmin:xmax:open,open`, where all transactions from `xmax` on have not started yet.
fn parse(snapshot: &str) -> Option<Snapshot> {
    let mut parts = snapshot.split(':').skip(1);
    let next = i64::from_str(parts.next()?).ok()?;
    let open = parts.next()?.split(',').filter(|id| !id.is_empty());
    let open = open.map(|id| i64::from_str(id).ok());
    Some(Snapshot {
        end: Cursor {
            transaction: next - 1,
            position: i64::MAX,
        },
        open: open.collect::<Option<_>>()?,
    })
}
