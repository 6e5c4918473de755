//! Runs what requests of strangers left to be done, at a fixed pace.

use super::schedule::pause;
use crate::app::App;
use crate::work::deferred;
use rand::RngExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The shortest pause between two rounds, in milliseconds, and how much longer it may be at random: no one can learn
/// from many requests when the next round begins.
const PAUSE: u64 = 150;
const JITTER: u64 = 100;
/// Entries that one round runs: together with the pause, about 160 a second at most.
const ROUND: usize = 32;

/// Runs rounds until `stop` is canceled. What is queued by then runs when all requests have finished.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        deferred::run_round(&app, ROUND).await;
        let jitter = rand::rng().random_range(0..=JITTER);
        if pause(&stop, Duration::from_millis(PAUSE + jitter)).await {
            return;
        }
    }
}
