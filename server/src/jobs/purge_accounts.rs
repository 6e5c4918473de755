//! Permanently deletes accounts whose grace period is over.

use super::schedule::{BATCH, clock_is_trusted, pause, report};
use crate::app::App;
use crate::lifecycle::purge;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60);

/// Purges accounts until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if clock_is_trusted(&app).await
            && let Some(purged @ 1..) =
                report("purging accounts", purge::purge_due(&app, BATCH).await)
        {
            tracing::info!(purged, "accounts were deleted permanently");
        }
        if pause(&stop, EVERY).await {
            return;
        }
    }
}
