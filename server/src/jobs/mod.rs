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
use self::schedule::{supervise, supervise_later};
use crate::app::App;
use crate::auth::session_review;
use crate::signals::notify;
use crate::webhooks::rounds;
use tokio_util::sync::CancellationToken;

/// Runs every job until `stop` is canceled, then lets running rounds finish.
pub async fn run(app: App, stop: CancellationToken) {
    let (app, stop) = (&app, &stop);
    let notify = |app, stop| notify::exchange(app, notify::IDLE_CHECK, stop);
    tokio::join!(
        supervise("following the signal log", app, stop, tail::follow),
        supervise("notifying other processes", app, stop, notify),
        supervise_later(1, "sending emails", app, stop, send_emails::run),
        supervise_later(2, "running deferred work", app, stop, run_deferred::run),
        supervise_later(3, "delivering webhooks", app, stop, rounds::run),
        supervise_later(
            4,
            "ending expired sessions",
            app,
            stop,
            session_review::end_in_time
        ),
        supervise_later(5, "sharing rate limits", app, stop, rate_limits::run),
        supervise_later(6, "recording refusals", app, stop, record_refusals::run),
        supervise_later(7, "redacting signals", app, stop, redact_signals::run),
        supervise_later(8, "computing scores", app, stop, compute_scores::run),
        supervise_later(9, "updating the search terms", app, stop, renew_terms::run),
        supervise_later(10, "purging accounts", app, stop, purge_accounts::run),
        supervise_later(
            11,
            "purging unverified accounts",
            app,
            stop,
            purge_unverified::run
        ),
        supervise_later(
            12,
            "truncating the write-ahead log",
            app,
            stop,
            truncate_wal::run
        ),
        supervise_later(13, "cleaning up", app, stop, clean_up::run),
    );
}
