//! SQLite's write-ahead log. It is reused and never shrinks by itself: what one busy hour made it, it stays.

use super::connection::not_queried;
use sea_orm::DbErr;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A log of at most so many bytes is let be.
const SMALL: u64 = 256 * 1024;

/// The log of one database.
pub(super) struct Wal {
    options: SqliteConnectOptions,
    file: PathBuf,
    /// How many transactions had been begun when it was last looked at.
    seen: AtomicU64,
}

impl Wal {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        let mut file = OsString::from(options.get_filename());
        file.push("-wal");
        Self {
            // It gives way to everybody: without a timeout it never waits for a reader with the write lock in hand.
            options: options.busy_timeout(Duration::ZERO),
            file: file.into(),
            seen: AtomicU64::new(0),
        }
    }

    /// Moves the log into the database and empties it if it is large and nothing was begun since the last call.
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

    /// 0 where there is none.
    async fn length(&self) -> u64 {
        let file = tokio::fs::metadata(&self.file).await;
        file.map_or(0, |file| file.len())
    }
}

/// Returns whether nobody was in the way.
async fn truncate(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Most of the way without any lock that others wait for; what is left is short.
    sqlx::query("PRAGMA wal_checkpoint(PASSIVE)")
        .execute(&mut *connection)
        .await?;
    let is_busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await?;
    Ok(is_busy == 0)
}
