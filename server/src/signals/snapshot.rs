//! What had been committed at one moment: whoever begins with what is to come hears nothing of it.

use super::{log, order};
use crate::cursor::Cursor;
use crate::db::Engine;
use crate::entities::signal::Column;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, Statement};
use std::str::FromStr;

/// One moment of the log.
#[derive(Debug)]
pub struct Snapshot {
    /// Nothing behind this place had been committed.
    end: Cursor,
    /// Transactions that may have written before it and had not ended.
    open: Vec<i64>,
}

impl Snapshot {
    /// Whether the signal at a place had been committed.
    #[must_use]
    pub fn holds(&self, cursor: Cursor) -> bool {
        !self.is_before(cursor) && !self.open.contains(&cursor.transaction)
    }

    /// The signals that had not been committed.
    pub(super) fn lacks(&self, engine: Engine) -> Condition {
        Condition::any()
            .add(order::after(engine, self.end))
            .add(Column::TransactionId.is_in(self.open.iter().copied()))
    }

    /// Whether a place lies behind all that had been committed.
    #[must_use]
    pub fn is_before(&self, cursor: Cursor) -> bool {
        cursor > self.end
    }
}

/// The present moment.
///
/// # Errors
/// When the database does not respond.
pub async fn read(reader: &impl ConnectionTrait, engine: Engine) -> Result<Snapshot, DbErr> {
    if engine == Engine::Sqlite {
        // One writer: the order of places is the order of commits.
        let end = log::end(reader, engine).await?;
        let open = Vec::new();
        return Ok(Snapshot { end, open });
    }
    // On PostgreSQL no place divides what is committed from what is not: a transaction that is still open may have
    // places before one that has ended. The snapshot divides exactly, settled or not, so nothing is lost or early.
    let query = Statement::from_string(
        reader.get_database_backend(),
        "SELECT pg_current_snapshot()::text AS snapshot",
    );
    let row = reader.query_one_raw(query).await?;
    let snapshot: Option<String> = row.map(|row| row.try_get("", "snapshot")).transpose()?;
    snapshot
        .as_deref()
        .and_then(parse)
        .ok_or_else(|| DbErr::Custom("PostgreSQL told no snapshot".to_owned()))
}

/// A snapshot's text: `xmin:xmax:open,open`, where all transactions from `xmax` on are to come.
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
