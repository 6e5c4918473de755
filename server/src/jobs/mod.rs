//! Background jobs. Each job is a plain function over due rows, which runs when woken or after an interval.

pub mod prune_signals;
pub mod redact_signals;
pub mod tail;

use crate::app::App;
use crate::auth::{one_time, refusals, session_renewal, sessions};
use crate::error::Result;
use crate::lifecycle::purge;
use crate::mail::outbox;
use crate::roster::scores;
use crate::signals::notify;
use crate::webhooks::{delete_old_deliveries, rounds};
use crate::{clock_guard, users};
use chrono::Duration as Span;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const OUTBOX_EVERY: Duration = Duration::from_secs(5);
const SCORES_EVERY: Duration = Duration::from_secs(5);
const PURGE_EVERY: Duration = Duration::from_secs(60);
const REFUSALS_EVERY: Duration = Duration::from_secs(60);
const REDACT_EVERY: Duration = Duration::from_secs(30);
/// How soon to check again whether all processes and webhooks have received a deletion.
const REDACT_RETRY: Duration = Duration::from_secs(1);
/// How often to truncate SQLite's write-ahead log while the database is idle.
const TRUNCATE_EVERY: Duration = Duration::from_secs(10);
const TIDY_EVERY: Duration = Duration::from_secs(3600);
/// How long to wait before restarting a job that panicked or retrying one that failed.
const RETRY_DELAY: Duration = Duration::from_secs(1);
/// How many rows a job reads at a time.
const BATCH: u64 = 100;
/// How long finished emails are kept.
const EMAIL_RETENTION: Span = Span::days(30);

/// Runs every job until `stop` is canceled, then lets running rounds finish.
pub async fn run(app: App, stop: CancellationToken) {
    tokio::join!(
        supervise("following the signal log", &stop, || tail::follow(
            app.clone(),
            stop.clone()
        )),
        supervise("notifying other processes", &stop, || {
            notify::exchange(app.clone(), notify::IDLE_CHECK, stop.clone())
        }),
        supervise("ending expired sessions", &stop, || {
            session_renewal::end_in_time(app.clone(), stop.clone())
        }),
        supervise("delivering webhooks", &stop, || rounds::run(
            app.clone(),
            stop.clone()
        )),
        supervise("sending emails", &stop, || send_emails(
            app.clone(),
            stop.clone()
        )),
        supervise("computing scores", &stop, || compute_scores(
            app.clone(),
            stop.clone()
        )),
        supervise("updating the search terms", &stop, || renew_terms(
            app.clone(),
            stop.clone()
        )),
        supervise("purging accounts", &stop, || purge_accounts(
            app.clone(),
            stop.clone()
        )),
        supervise("redacting signals", &stop, || redact_signals(
            app.clone(),
            stop.clone()
        )),
        supervise("truncating the write-ahead log", &stop, || truncate_wal(
            app.clone(),
            stop.clone()
        )),
        supervise("recording refusals", &stop, || record_refusals(
            app.clone(),
            stop.clone()
        )),
        supervise("cleaning up", &stop, || tidy(app.clone(), stop.clone())),
    );
}

/// Runs a job in its own task, and restarts it when it panics.
async fn supervise<Job>(name: &str, stop: &CancellationToken, job: impl Fn() -> Job)
where
    Job: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(job()).await {
        tracing::error!(%error, name, "a job panicked and is restarted");
        if pause(stop, RETRY_DELAY).await {
            return;
        }
    }
}

async fn send_emails(app: App, stop: CancellationToken) {
    loop {
        // Registered before the round: an email that is pending during it wakes the next one.
        let woken = app.wake_mail.notified();
        report("sending emails", outbox::send_due(&app, BATCH).await);
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(OUTBOX_EVERY) => {}
        }
    }
}

async fn compute_scores(app: App, stop: CancellationToken) {
    loop {
        let woken = app.wake_scores.notified();
        let done = report("computing scores", scores::recompute_due(&app, BATCH).await);
        if done == Some(BATCH) && !stop.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(SCORES_EVERY) => {}
        }
    }
}

/// Updates the search terms of all users, once after an upgrade.
async fn renew_terms(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match report("updating the search terms", users::renew_terms(&app).await) {
            Some(true) => {}
            Some(false) => return,
            None if pause(&stop, RETRY_DELAY).await => return,
            None => {}
        }
    }
}

async fn purge_accounts(app: App, stop: CancellationToken) {
    loop {
        if clock_is_trusted(&app).await
            && let Some(purged @ 1..) =
                report("purging accounts", purge::purge_due(&app, BATCH).await)
        {
            tracing::info!(purged, "accounts were deleted permanently");
        }
        if pause(&stop, PURGE_EVERY).await {
            return;
        }
    }
}

async fn redact_signals(app: App, stop: CancellationToken) {
    loop {
        let woken = app.wake_redaction.notified();
        let round = report(
            "redacting signals",
            redact_signals::redact_due(&app, BATCH).await,
        );
        let length = match round {
            Some(round) if round.waiting > 0 => REDACT_RETRY,
            _ => REDACT_EVERY,
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(length) => {}
        }
    }
}

async fn truncate_wal(app: App, stop: CancellationToken) {
    while !pause(&stop, TRUNCATE_EVERY).await {
        report(
            "truncating the write-ahead log",
            app.db.truncate_quiet_wal().await,
        );
    }
}

/// Records refused operations. The last counts are recorded when the server stops.
async fn record_refusals(app: App, stop: CancellationToken) {
    let mut is_last = false;
    while !is_last {
        is_last = pause(&stop, REFUSALS_EVERY).await;
        report(
            "recording refusals",
            refusals::record_due(&app, is_last).await,
        );
    }
}

async fn tidy(app: App, stop: CancellationToken) {
    loop {
        let mut length = PURGE_EVERY;
        if clock_is_trusted(&app).await {
            tidy_once(&app).await;
            length = TIDY_EVERY;
        }
        if pause(&stop, length).await {
            return;
        }
    }
}

async fn tidy_once(app: &App) {
    report(
        "deleting expired sessions",
        sessions::delete_expired(app).await,
    );
    report(
        "deleting expired tokens",
        one_time::delete_expired(app).await,
    );
    report(
        "deleting finished emails",
        outbox::delete_finished(app, EMAIL_RETENTION).await,
    );
    report(
        "deleting old deliveries",
        delete_old_deliveries::delete_old(app).await,
    );
    report("pruning signals", prune_signals::prune_due(app).await);
}

/// Checks the clock before anything is deleted by time.
async fn clock_is_trusted(app: &App) -> bool {
    report("checking the clock", clock_guard::tick(app).await).unwrap_or(false)
}

/// Waits. Returns whether the server is stopping.
async fn pause(stop: &CancellationToken, length: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => true,
        () = tokio::time::sleep(length) => false,
    }
}

fn report<T>(job: &str, outcome: Result<T>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, job, "a job failed and will be retried"))
        .ok()
}
