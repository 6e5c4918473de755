//! Sends emails that are due.

use super::schedule::report;
use crate::app::App;
use crate::mail::claims;
use crate::mail::delivery::Outcome;
use crate::mail::outbox::Sending;
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Sends emails until `stop` is canceled, and takes over from senders that died.
pub(super) async fn run(app: App, stop: CancellationToken) {
    tokio::select! {
        () = send(&app, &stop) => {}
        () = claims::watch(&app) => {}
    }
}

async fn send(app: &App, stop: &CancellationToken) {
    let mut sending = Sending::default();
    loop {
        // Registered before the look: an email that is queued after it causes the next one.
        let woken = app.wake_mail.notified();
        report("sending emails", sending.fill(app).await);
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = woken => {}
            () = works(&mut sending) => {}
            () = sleep(EVERY) => {}
        }
    }
    // What has begun is finished, so that it is not sent again.
    while sending.next().await.is_some() {}
}

/// Waits until the mail server dealt with an email: while it does, a backlog does not wait.
async fn works(sending: &mut Sending) {
    while let Some(outcome) = sending.next().await {
        if outcome != Outcome::Pending {
            return;
        }
    }
    std::future::pending().await
}
