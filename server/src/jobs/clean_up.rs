//! Deletes what is no longer needed: expired sessions, tokens and changes of addresses, finished emails and their tokens,
//! old deliveries and signals.

use super::prune_signals;
use super::schedule::{clock_is_trusted, pause, report};
use crate::accounts::pending_email_change;
use crate::app::App;
use crate::auth::{one_time, sessions};
use crate::mail::{outbox, unsubscribe};
use crate::matching;
use crate::webhooks::delete_old_deliveries;
use chrono::Duration as Span;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to check the clock again while it is not trusted.
const CLOCK_RETRY: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_secs(3600);
/// How long finished emails are kept.
const EMAIL_RETENTION: Span = Span::days(30);

/// Cleans up until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        let mut length = CLOCK_RETRY;
        if clock_is_trusted(&app).await {
            round(&app).await;
            length = EVERY;
        }
        if pause(&stop, length).await {
            return;
        }
    }
}

async fn round(app: &App) {
    report(
        "deleting expired sessions",
        sessions::delete_expired(app).await,
    );
    report(
        "deleting expired tokens",
        one_time::delete_expired(app).await,
    );
    report(
        "deleting expired changes of addresses",
        pending_email_change::delete_expired(app).await,
    );
    report(
        "deleting finished emails",
        outbox::delete_finished(app, EMAIL_RETENTION).await,
    );
    report(
        "deleting old tokens to unsubscribe",
        unsubscribe::delete_old(app).await,
    );
    report(
        "deleting old deliveries",
        delete_old_deliveries::delete_old(app).await,
    );
    report(
        "deleting old plans",
        matching::retention::delete_old(app).await,
    );
    report("pruning signals", prune_signals::prune_due(app).await);
}
