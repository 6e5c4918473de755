//! Background jobs, one file each. A job is a plain function over due rows, which runs when woken or after an interval.

mod clean_up;
mod compute_plans;
mod compute_scores;
mod count_passwords;
mod expire_requests;
mod fold_counts;
pub mod prune_signals;
mod purge_accounts;
mod purge_unverified;
mod rate_limits;
mod record_refusals;
pub mod redact_signals;
pub mod remove_pictures;
mod renew_terms;
mod resume_mentors;
mod run_deferred;
mod schedule;
mod seal_secrets;
mod send_emails;
pub mod tail;
mod truncate_wal;
mod update_words;

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
    let mut order = 0;
    let mut next = || {
        order += 1;
        order
    };
    let notify = |app, stop| notify::exchange(app, notify::IDLE_CHECK, stop);
    tokio::join!(
        supervise("following the signal log", app, stop, tail::follow),
        supervise("notifying other processes", app, stop, notify),
        supervise_later(next(), "sending emails", app, stop, send_emails::run),
        supervise_later(
            next(),
            "running deferred work",
            app,
            stop,
            run_deferred::run
        ),
        supervise_later(next(), "delivering webhooks", app, stop, rounds::run),
        supervise_later(
            next(),
            "ending expired sessions",
            app,
            stop,
            session_review::end_in_time
        ),
        supervise_later(next(), "sharing rate limits", app, stop, rate_limits::run),
        supervise_later(
            next(),
            "recording refusals",
            app,
            stop,
            record_refusals::run
        ),
        supervise_later(next(), "redacting signals", app, stop, redact_signals::run),
        supervise_later(next(), "computing scores", app, stop, compute_scores::run),
        supervise_later(next(), "computing plans", app, stop, compute_plans::run),
        supervise_later(
            next(),
            "updating the search terms",
            app,
            stop,
            renew_terms::run
        ),
        supervise_later(
            next(),
            "updating the search words",
            app,
            stop,
            update_words::run
        ),
        supervise_later(next(), "updating counters", app, stop, fold_counts::run),
        supervise_later(next(), "purging accounts", app, stop, purge_accounts::run),
        supervise_later(
            next(),
            "purging unverified accounts",
            app,
            stop,
            purge_unverified::run
        ),
        supervise_later(next(), "expiring requests", app, stop, expire_requests::run),
        supervise_later(next(), "resuming mentors", app, stop, resume_mentors::run),
        supervise_later(next(), "removing pictures", app, stop, remove_pictures::run),
        supervise_later(
            next(),
            "truncating the write-ahead log",
            app,
            stop,
            truncate_wal::run
        ),
        supervise_later(
            next(),
            "counting passwords",
            app,
            stop,
            count_passwords::run
        ),
        supervise_later(next(), "encrypting secrets", app, stop, seal_secrets::run),
        supervise_later(next(), "cleaning up", app, stop, clean_up::run),
    );
}
