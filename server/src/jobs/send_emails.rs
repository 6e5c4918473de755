//! Sends emails that are due.

use super::schedule::{BATCH, report};
use crate::app::App;
use crate::mail::outbox;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Sends emails until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        // Registered before the round: an email that is queued during the round wakes the next one.
        let woken = app.wake_mail.notified();
        report("sending emails", outbox::send_due(&app, BATCH).await);
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
