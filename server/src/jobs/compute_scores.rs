//! Computes the scores of pairs whose profiles changed.

use super::schedule::{GATHER, pause, report};
use crate::app::App;
use crate::roster::scores;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// People whose scores are computed in one round, for which profiles are loaded once.
const PEOPLE: u64 = 2000;

/// Computes scores until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !pause(&stop, GATHER).await {
        let woken = app.wake_scores.notified();
        let done = report(
            "computing scores",
            scores::recompute_due(&app, PEOPLE).await,
        );
        if done.is_some_and(|done| done > 0) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
