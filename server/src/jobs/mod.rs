//! Background jobs, one file each. A job is a plain function over due rows, which runs when woken or after an interval.

mod clean_up;
mod compute_scores;
pub mod prune_signals;
mod purge_accounts;
mod purge_unverified;
mod rate_limits;
mod record_refusals;
pub mod redact_signals;
mod renew_terms;
mod run_deferred;
mod schedule;
mod send_emails;
pub mod tail;
mod truncate_wal;

pub use self::record_refusals::record_last as record_last_refusals;
use self::schedule::supervise;
use crate::app::App;
use crate::auth::session_review;
use crate::signals::notify;
use crate::webhooks::rounds;
use tokio_util::sync::CancellationToken;

/// Runs every job until `stop` is canceled, then lets running rounds finish.
pub async fn run(app: App, stop: CancellationToken) {
    tokio::join!(
        supervise("following the signal log", &app, &stop, tail::follow),
        supervise("notifying other processes", &app, &stop, |app, stop| {
            notify::exchange(app, notify::IDLE_CHECK, stop)
        }),
        supervise(
            "ending expired sessions",
            &app,
            &stop,
            session_review::end_in_time
        ),
        supervise("delivering webhooks", &app, &stop, rounds::run),
        supervise("running deferred work", &app, &stop, run_deferred::run),
        supervise("sending emails", &app, &stop, send_emails::run),
        supervise("computing scores", &app, &stop, compute_scores::run),
        supervise("updating the search terms", &app, &stop, renew_terms::run),
        supervise("purging accounts", &app, &stop, purge_accounts::run),
        supervise(
            "purging unverified accounts",
            &app,
            &stop,
            purge_unverified::run
        ),
        supervise("redacting signals", &app, &stop, redact_signals::run),
        supervise(
            "truncating the write-ahead log",
            &app,
            &stop,
            truncate_wal::run
        ),
        supervise("sharing rate limits", &app, &stop, rate_limits::run),
        supervise("recording refusals", &app, &stop, record_refusals::run),
        supervise("cleaning up", &app, &stop, clean_up::run),
    );
}
