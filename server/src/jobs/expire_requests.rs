//! Lets requests expire that nobody decided in time.

use super::schedule::{BATCH, clock_is_trusted, pause, report};
use crate::app::App;
use crate::roster::requests::expire::expire_due;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60);

/// Expires requests until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if clock_is_trusted(&app).await
            && let Some(expired @ 1..) = report("expiring requests", expire_due(&app, BATCH).await)
        {
            tracing::info!(expired, "requests expired");
        }
        if pause(&stop, EVERY).await {
            return;
        }
    }
}
