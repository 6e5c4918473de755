//! Updates the table of distinct words that searches complete and correct words with.

use super::schedule::{BATCH, GATHER, pause, report};
use crate::app::App;
use crate::users;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Updates words until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !pause(&stop, GATHER).await {
        let woken = app.wake_words.notified();
        let done = report(
            "updating the search words",
            users::update_words(&app, BATCH).await,
        );
        if done == Some(BATCH) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
