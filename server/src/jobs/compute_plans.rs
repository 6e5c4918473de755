//! Computes plans that match many people, and finishes publications that were interrupted.

use super::schedule::report;
use crate::app::App;
use crate::matching::compute::compute_due;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Computes plans until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let woken = app.wake_plans.notified();
        let worked = report("computing plans", compute_due(&app, &stop).await);
        if worked == Some(true) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
