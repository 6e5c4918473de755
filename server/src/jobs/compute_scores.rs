//! Computes the scores of pairs whose profiles changed.

use super::schedule::{BATCH, report};
use crate::app::App;
use crate::roster::scores;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Computes scores until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        let woken = app.wake_scores.notified();
        let done = report("computing scores", scores::recompute_due(&app, BATCH).await);
        if done == Some(BATCH) && !stop.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
