//! Truncates SQLite's write-ahead log while the database is idle.

use super::schedule::{pause, report};
use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(10);

/// Truncates the log until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !pause(&stop, EVERY).await {
        report(
            "truncating the write-ahead log",
            app.db.truncate_quiet_wal().await,
        );
    }
}
