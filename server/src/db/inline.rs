//! Short reads of SQLite on the caller's thread. sqlx hands each statement over to a thread of its own, which costs more
//! than such a read (docs/adr/0017-short-reads-inline.md).
//!
//! Only for statements whose cost is bounded, because they block a thread of the runtime: a page of a list in the order of
//! an index, or a row that is found by a unique key. A read that fails is left to sqlx, whose errors are handled everywhere.

use super::cells::Cells;
use chrono::SecondsFormat;
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use sea_orm::{Statement, Value};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Read-only connections to one file: as many as threads read at the same time.
pub(super) struct Inline {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Inline {
    pub(super) const fn new(file: PathBuf) -> Self {
        Self {
            file,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Reads all rows. Returns `None` if that fails.
    pub(super) fn read<T>(
        &self,
        statement: &Statement,
        row: impl Fn(&Cells<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let values = statement.values.as_ref().map(|values| values.0.as_slice());
        let values: Option<Vec<Stored>> = values.unwrap_or_default().iter().map(stored).collect();
        let values = values?;
        let connection = self.connection()?;
        let rows = rows(&connection, &statement.sql, values, row);
        if rows.is_some() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        } else {
            tracing::debug!("a read on the caller's thread failed and is repeated");
        }
        rows
    }

    fn connection(&self) -> Option<Connection> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.or_else(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.file, flags).ok()?;
            // Whoever has to wait for a lock does so in sqlx, and not on a thread of the runtime.
            connection.busy_timeout(Duration::ZERO).ok()?;
            Some(connection)
        })
    }
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    values: Vec<Stored>,
    row: impl Fn(&Cells<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut statement = connection.prepare_cached(sql).ok()?;
    let mut found = statement.query(params_from_iter(values)).ok()?;
    let mut rows = Vec::new();
    while let Some(next) = found.next().ok()? {
        rows.push(row(&Cells::Sqlite(next))?);
    }
    Some(rows)
}

/// A parameter as sqlx stores it; `None` for types that no such statement has.
fn stored(value: &Value) -> Option<Stored> {
    Some(match value {
        Value::Bool(Some(flag)) => Stored::Integer(i64::from(*flag)),
        Value::SmallInt(Some(number)) => Stored::Integer(i64::from(*number)),
        Value::Int(Some(number)) => Stored::Integer(i64::from(*number)),
        Value::BigInt(Some(number)) => Stored::Integer(*number),
        Value::BigUnsigned(Some(number)) => Stored::Integer(i64::try_from(*number).ok()?),
        Value::String(Some(text)) => Stored::Text(text.to_string()),
        Value::Bytes(Some(bytes)) => Stored::Blob(bytes.to_vec()),
        Value::Uuid(Some(id)) => Stored::Blob(id.as_bytes().to_vec()),
        Value::ChronoDateTimeUtc(Some(moment)) => {
            Stored::Text(moment.to_rfc3339_opts(SecondsFormat::AutoSi, false))
        }
        _ => return None,
    })
}
