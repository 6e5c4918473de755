//! What all jobs share: supervision, pauses, reports, and the check of the clock.

use crate::app::App;
use crate::clock_guard;
use crate::error::Result;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long to wait before restarting a job that panicked or retrying one that failed.
pub(super) const RETRY_DELAY: Duration = Duration::from_secs(1);
/// How much later than the one before it a job starts.
const START_INTERVAL: Duration = Duration::from_millis(30);
/// How long a job that follows changes waits before each round, so that one round does what many changes ask for.
pub(super) const GATHER: Duration = Duration::from_millis(100);
/// How many rows a job reads at a time.
pub(super) const BATCH: u64 = 100;

/// Runs a job in its own task, and restarts it when it panics.
pub(super) async fn supervise<Job>(
    name: &str,
    app: &App,
    stop: &CancellationToken,
    job: impl Fn(App, CancellationToken) -> Job,
) where
    Job: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(job(app.clone(), stop.clone())).await {
        tracing::error!(%error, name, "a job panicked and is restarted");
        if pause(stop, RETRY_DELAY).await {
            return;
        }
    }
}

/// Runs a job like `supervise`, and starts it after the ones before it in the order: together they would compete with
/// the first requests, and open every connection to the database.
pub(super) async fn supervise_later<Job>(
    order: u32,
    name: &str,
    app: &App,
    stop: &CancellationToken,
    job: impl Fn(App, CancellationToken) -> Job,
) where
    Job: Future<Output = ()> + Send + 'static,
{
    if !pause(stop, START_INTERVAL * order).await {
        supervise(name, app, stop, job).await;
    }
}

/// Checks the clock before anything is deleted by time.
pub(super) async fn clock_is_trusted(app: &App) -> bool {
    report("checking the clock", clock_guard::tick(app).await).unwrap_or(false)
}

/// Waits. Returns whether the server is stopping.
pub(super) async fn pause(stop: &CancellationToken, length: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => true,
        () = tokio::time::sleep(length) => false,
    }
}

/// Returns the outcome of a round, or logs its error.
pub(super) fn report<T>(job: &str, outcome: Result<T>) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(%error, job, "a job failed and will be retried"))
        .ok()
}
