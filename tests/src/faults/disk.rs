//! Simulates a full disk for SQLite by limiting the number of pages of the database. SQLite then fails at the same
//! points and with the same code as when the file system has no space.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::{sleep, timeout};

use crate::harness::{Server, TIMEOUT};

impl Server {
    /// Leaves space for so many pages. The limit ends with the writer's connection.
    pub(super) async fn leave_space_for(&self, pages: i64) {
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA page_count");
        let writer = self.app.db.writer();
        // When the disk is full, reading may fail too.
        let Ok(Some(row)) = writer.query_one_raw(statement).await else {
            return;
        };
        let count: i64 = row.try_get("", "page_count").expect("a number");
        let limit = format!("PRAGMA max_page_count = {}", count + pages);
        let _ = writer.execute_unprepared(&limit).await;
    }

    /// Removes the limit.
    pub(super) async fn free_the_disk(&self) {
        self.execute("PRAGMA max_page_count = 1073741823").await;
    }

    /// Returns whether an orchestrator would send requests to this server.
    pub(super) async fn readyz(&self) -> bool {
        let response = reqwest::get(format!("{}/readyz", self.url)).await;
        response.expect("a response").status().is_success()
    }

    /// Waits until `/readyz` has this result. The server caches a result for a second.
    pub(crate) async fn await_readyz(&self, is_ready: bool) {
        let waiting = async {
            while self.readyz().await != is_ready {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(TIMEOUT, waiting)
            .await
            .unwrap_or_else(|_| panic!("/readyz does not change to {is_ready}"));
    }
}
