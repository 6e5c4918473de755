//! What runs by itself: each job is a plain function over due rows, called when woken or when its time comes.

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
/// How soon to look again whether everybody was told of a deletion.
const REDACT_AGAIN: Duration = Duration::from_secs(1);
/// For how long nothing is begun before SQLite's write-ahead log is emptied.
const TRUNCATE_EVERY: Duration = Duration::from_secs(10);
const TIDY_EVERY: Duration = Duration::from_secs(3600);
/// How long a job that broke rests.
const AFTER_BREAK: Duration = Duration::from_secs(1);
/// Rows that a job reads at a time.
const BATCH: u64 = 100;
/// For how long finished emails are kept.
const EMAILS_KEPT: Span = Span::days(30);

/// Runs every job until told to stop, then lets the rounds under way finish.
pub async fn run(app: App, stop: CancellationToken) {
    tokio::join!(
        keep("the tail", &stop, || tail::follow(
            app.clone(),
            stop.clone()
        )),
        keep("the exchange with other processes", &stop, || {
            notify::exchange(app.clone(), notify::IDLE_CHECK, stop.clone())
        }),
        keep("ending sessions in time", &stop, || {
            session_renewal::end_in_time(app.clone(), stop.clone())
        }),
        keep("the webhooks", &stop, || rounds::run(
            app.clone(),
            stop.clone()
        )),
        keep("the outbox", &stop, || send_emails(
            app.clone(),
            stop.clone()
        )),
        keep("scores", &stop, || compute_scores(
            app.clone(),
            stop.clone()
        )),
        keep("renewing what is searched by", &stop, || renew_terms(
            app.clone(),
            stop.clone()
        )),
        keep("purging", &stop, || purge_accounts(
            app.clone(),
            stop.clone()
        )),
        keep("redacting", &stop, || redact_signals(
            app.clone(),
            stop.clone()
        )),
        keep("the write-ahead log", &stop, || truncate_wal(
            app.clone(),
            stop.clone()
        )),
        keep("recording refusals", &stop, || record_refusals(
            app.clone(),
            stop.clone()
        )),
        keep("tidying", &stop, || tidy(app.clone(), stop.clone())),
    );
}

/// Runs a job in a task of its own, and again when it broke.
async fn keep<Job>(name: &str, stop: &CancellationToken, job: impl Fn() -> Job)
where
    Job: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(job()).await {
        tracing::error!(%error, name, "a job broke and starts again");
        if pause(stop, AFTER_BREAK).await {
            return;
        }
    }
}

async fn send_emails(app: App, stop: CancellationToken) {
    loop {
        // Registered before the round: an email that is pending during it wakes the next one.
        let woken = app.wake_mail.notified();
        report("sending letters", outbox::send_due(&app, BATCH).await);
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

/// Once for each version, then never again.
async fn renew_terms(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match report(
            "renewing what is searched by",
            users::renew_terms(&app).await,
        ) {
            Some(true) => {}
            Some(false) => return,
            None if pause(&stop, AFTER_BREAK).await => return,
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
            tracing::info!(purged, "accounts were deleted for good");
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
            Some(round) if round.waiting > 0 => REDACT_AGAIN,
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
            "emptying the write-ahead log",
            app.db.truncate_quiet_wal().await,
        );
    }
}

/// What is still counted when the server stops is recorded at once.
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
    report("forgetting sessions", sessions::delete_expired(app).await);
    report("forgetting tokens", one_time::delete_expired(app).await);
    report(
        "forgetting letters",
        outbox::delete_finished(app, EMAILS_KEPT).await,
    );
    report(
        "forgetting deliveries",
        delete_old_deliveries::delete_old(app).await,
    );
    report("pruning signals", prune_signals::prune_due(app).await);
}

/// Looks at the clock before anything is deleted by it.
async fn clock_is_trusted(app: &App) -> bool {
    report("comparing the clock", clock_guard::tick(app).await).unwrap_or(false)
}

/// Waits; returns whether it is time to stop.
async fn pause(stop: &CancellationToken, length: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => true,
        () = tokio::time::sleep(length) => false,
    }
}

fn report<T>(job: &str, outcome: Result<T>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, job, "a job failed; it is tried again"))
        .ok()
}
