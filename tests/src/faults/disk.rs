//! A disk that is full, for SQLite: the database may not have more pages than it has. SQLite then fails as it does
//! when the file system has no room, at the same places and with the same code.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::{sleep, timeout};

use crate::harness::{PATIENCE, Server};

impl Server {
    /// Leaves room for so many pages. It is gone again with the writer's connection.
    pub(super) async fn leave_room_for(&self, pages: i64) {
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA page_count");
        let writer = self.app.db.writer();
        // Where the disk is full, reading may fail too.
        let Ok(Some(row)) = writer.query_one_raw(statement).await else {
            return;
        };
        let count: i64 = row.try_get("", "page_count").expect("a number");
        let limit = format!("PRAGMA max_page_count = {}", count + pages);
        let _ = writer.execute_unprepared(&limit).await;
    }

    /// Gives the disk back.
    pub(super) async fn free_the_disk(&self) {
        self.execute("PRAGMA max_page_count = 1073741823").await;
    }

    /// Whether an orchestrator would send requests.
    pub(super) async fn readyz(&self) -> bool {
        let response = reqwest::get(format!("{}/readyz", self.url)).await;
        response.expect("an answer").status().is_success()
    }

    /// Waits until it would. An answer holds for a second.
    pub(super) async fn await_readyz(&self, is_ready: bool) {
        let waiting = async {
            while self.readyz().await != is_ready {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("/readyz does not come to {is_ready}"));
    }
}
