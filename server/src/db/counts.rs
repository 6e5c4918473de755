//! Counters that triggers keep: accounts by state, and signals by day. No write can bypass them.
//!
//! On SQLite, which has one writer, a trigger changes the counter itself. On PostgreSQL transactions would then wait for
//! each other, so a trigger appends the change to a second table, and a job folds these changes into the counters. A
//! reader adds up both tables in one statement, which sees the same commits in both: the numbers are exact.

use super::Engine;
use crate::app::App;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement};

/// Changes that one transaction folds, so that readers of the log do not wait long for it.
const BATCH: u32 = 10_000;
/// The advisory lock of the process that folds.
const LOCK: &str = "SELECT pg_try_advisory_xact_lock(4281538) AS is_locked";

/// The signals of one name on one day.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DayCount {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// The name of the signals.
    pub name: String,
    /// Their number.
    pub signals: i64,
}

/// Returns the number of accounts in each state.
///
/// # Errors
/// When the database does not respond.
pub async fn accounts(app: &App) -> Result<Vec<(i16, i64)>> {
    let query = match app.db.engine {
        Engine::Sqlite => "SELECT state, accounts FROM account_counts",
        Engine::Postgres => {
            "SELECT state, SUM(accounts)::BIGINT AS accounts FROM ( \
             SELECT state, accounts FROM account_counts \
             UNION ALL SELECT state, accounts FROM account_count_changes) AS counts GROUP BY state"
        }
    };
    let reader = app.db.reader();
    let query = Statement::from_string(reader.get_database_backend(), query);
    let rows = reader.query_all_raw(query).await?;
    let count = |row: &QueryResult| Ok((row.try_get("", "state")?, row.try_get("", "accounts")?));
    rows.iter().map(count).collect()
}

/// Returns the number of signals on each day from `from` to `to`, inclusive, by name.
///
/// # Errors
/// When the database does not respond.
pub async fn signals(app: &App, from: NaiveDate, to: NaiveDate) -> Result<Vec<DayCount>> {
    let query = match app.db.engine {
        Engine::Sqlite => "SELECT day, name, signals FROM day_counts WHERE day BETWEEN ? AND ?",
        Engine::Postgres => {
            "SELECT day, name, SUM(signals)::BIGINT AS signals FROM ( \
             SELECT day, name, signals FROM day_counts WHERE day BETWEEN $1 AND $2 \
             UNION ALL SELECT day, name, 1 FROM day_count_changes WHERE day BETWEEN $1 AND $2 \
             ) AS counts GROUP BY day, name"
        }
    };
    let reader = app.db.reader();
    let range = [from.into(), to.into()];
    let query = Statement::from_sql_and_values(reader.get_database_backend(), query, range);
    Ok(DayCount::find_by_statement(query).all(reader).await?)
}

/// Folds a batch of changes into the counters, and returns whether there may be more. Does nothing on SQLite, or while
/// another process folds.
///
/// # Errors
/// When the database does not respond.
pub async fn fold(app: &App) -> Result<bool> {
    if app.db.engine == Engine::Sqlite || !has_changes(app).await? {
        return Ok(false);
    }
    let transaction = app.db.begin().await?;
    let backend = transaction.get_database_backend();
    let lock = Statement::from_string(backend, LOCK);
    let lock = transaction.query_one_raw(lock).await?;
    let is_locked = lock.map(|row| row.try_get("", "is_locked")).transpose()?;
    if is_locked != Some(true) {
        return Ok(false);
    }
    let mut folded = 0;
    for fold in [fold_accounts(), fold_signals()] {
        let fold = Statement::from_string(backend, fold);
        let row = transaction.query_one_raw(fold).await?;
        let taken: Option<i64> = row.map(|row| row.try_get("", "taken")).transpose()?;
        folded = folded.max(taken.unwrap_or_default());
    }
    transaction.commit().await?;
    Ok(folded == i64::from(BATCH))
}

async fn has_changes(app: &App) -> Result<bool> {
    let reader = app.db.reader();
    let query = "SELECT EXISTS (SELECT 1 FROM account_count_changes) \
         OR EXISTS (SELECT 1 FROM day_count_changes) AS has_changes";
    let query = Statement::from_string(reader.get_database_backend(), query);
    let row = reader.query_one_raw(query).await?;
    let has_changes = row.map(|row| row.try_get("", "has_changes")).transpose()?;
    Ok(has_changes.unwrap_or_default())
}

fn fold_accounts() -> String {
    fold_of(
        "account_count_changes",
        "INSERT INTO account_counts (state, accounts) SELECT state, SUM(accounts) FROM taken GROUP BY state \
         ON CONFLICT (state) DO UPDATE SET accounts = account_counts.accounts + EXCLUDED.accounts",
    )
}

fn fold_signals() -> String {
    fold_of(
        "day_count_changes",
        "INSERT INTO day_counts (day, name, signals) SELECT day, name, COUNT(*) FROM taken GROUP BY day, name \
         ON CONFLICT (day, name) DO UPDATE SET signals = day_counts.signals + EXCLUDED.signals",
    )
}

/// A statement that takes a batch of changes by their place in the table, and adds them to the counters.
fn fold_of(changes: &str, add: &str) -> String {
    format!(
        "WITH taken AS (DELETE FROM {changes} \
         WHERE ctid = ANY(ARRAY(SELECT ctid FROM {changes} LIMIT {BATCH})) RETURNING *), \
         added AS ({add}) SELECT COUNT(*) AS taken FROM taken"
    )
}
