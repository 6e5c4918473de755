//! SQLite's write-ahead log. SQLite reuses the file but never shrinks it: it stays as large as the busiest hour made
//! it.

use super::connection::not_queried;
use sea_orm::DbErr;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A log of at most this many bytes is left alone.
const SMALL: u64 = 256 * 1024;

/// The log of one database.
pub(super) struct Wal {
    options: SqliteConnectOptions,
    file: PathBuf,
    /// How many transactions had begun at the last check.
    seen: AtomicU64,
}

impl Wal {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        let mut file = OsString::from(options.get_filename());
        file.push("-wal");
        Self {
            // Without a timeout this connection never waits for a reader while it holds the write lock.
            options: options.busy_timeout(Duration::ZERO),
            file: file.into(),
            seen: AtomicU64::new(0),
        }
    }

    /// Moves the log into the database and empties it if it is large and no transaction began since the last call.
    pub(super) async fn truncate_if_quiet(&self, begun: u64) -> Result<bool, DbErr> {
        let is_quiet = self.seen.swap(begun, Ordering::Relaxed) == begun;
        if !is_quiet || self.length().await <= SMALL {
            return Ok(false);
        }
        let mut connection = SqliteConnection::connect_with(&self.options)
            .await
            .map_err(not_queried)?;
        let outcome = truncate(&mut connection).await;
        let closed = connection.close().await;
        let is_done = outcome.map_err(not_queried)?;
        closed.map_err(not_queried)?;
        Ok(is_done)
    }

    /// Length of the log in bytes; 0 if there is no file.
    async fn length(&self) -> u64 {
        let file = tokio::fs::metadata(&self.file).await;
        file.map_or(0, |file| file.len())
    }
}

/// Returns whether no other connection was in the way.
async fn truncate(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Does most of the work without a lock that others wait for; the rest is short.
    sqlx::query("PRAGMA wal_checkpoint(PASSIVE)")
        .execute(&mut *connection)
        .await?;
    let is_busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await?;
    Ok(is_busy == 0)
}
