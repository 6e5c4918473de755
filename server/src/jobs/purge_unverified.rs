//! Permanently deletes accounts whose email address was not verified in time.

use super::schedule::{BATCH, clock_is_trusted, pause, report};
use crate::app::App;
use crate::lifecycle::unverified::purge_unverified;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(600);
/// How often to check the clock again while it is not trusted.
const CLOCK_RETRY: Duration = Duration::from_secs(60);

/// Purges unverified accounts until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        let mut length = CLOCK_RETRY;
        if clock_is_trusted(&app).await {
            let purged = purge_unverified(&app, BATCH).await;
            if let Some(purged @ 1..) = report("purging unverified accounts", purged) {
                tracing::info!(purged, "accounts that were never verified were deleted");
            }
            length = EVERY;
        }
        if pause(&stop, length).await {
            return;
        }
    }
}
