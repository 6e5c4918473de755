//! Sends emails that are due.

use super::schedule::report;
use crate::app::App;
use crate::mail::{claims, outbox};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// Emails of a round. It is small, because an email that is queued meanwhile waits for its end.
const ROUND: u64 = 32;

/// Sends emails until `stop` is canceled, and takes over from senders that died.
pub(super) async fn run(app: App, stop: CancellationToken) {
    tokio::select! {
        () = send(&app, &stop) => {}
        () = claims::watch(&app) => {}
    }
}

async fn send(app: &App, stop: &CancellationToken) {
    loop {
        // Registered before the round: an email that is queued during the round wakes the next one.
        let woken = app.wake_mail.notified();
        let round = report("sending emails", outbox::send_due(app, ROUND).await);
        // While the mail server responds, a backlog does not wait.
        let is_working = round.is_some_and(|round| round.finished > 0);
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = woken => {}
            () = std::future::ready(()), if is_working => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
