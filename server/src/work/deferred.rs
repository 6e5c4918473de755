//! Work that runs after the response, at a pace that requests do not set.
//!
//! What a stranger's request makes the server do must not reveal whether an address has an account. Work that begins
//! with the request could be measured: on SQLite, the client's next request waits for the same connection. So this work
//! is queued in memory, and a job runs what is queued in rounds, one entry after another, whenever its own timer says
//! so.

use crate::app::App;
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The maximum number of entries that wait.
const QUEUE: usize = 256;

struct Entry {
    /// What the work is about, if once is enough.
    about: Option<String>,
    work: Pin<Box<dyn Future<Output = Result<()>> + Send>>,
}

/// The queue.
#[derive(Default)]
pub struct Deferred {
    entries: Mutex<VecDeque<Entry>>,
    /// Held during a round: rounds never overlap.
    round: tokio::sync::Mutex<()>,
}

impl Deferred {
    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.entries().len();
        formatter
            .debug_struct("Deferred")
            .field("waiting", &waiting)
            .finish()
    }
}

/// Queues work for one of the next rounds. It is lost if the process is killed before. Does nothing if work `about` the
/// same is queued: a flood of requests about one address takes one place.
///
/// # Errors
/// `Busy` when the queue is full.
pub(crate) fn defer(
    app: &App,
    about: Option<String>,
    work: impl Future<Output = Result<()>> + Send + 'static,
) -> Result<()> {
    let mut entries = app.deferred.entries();
    if about.is_some() && entries.iter().any(|entry| entry.about == about) {
        return Ok(());
    }
    if entries.len() >= QUEUE {
        return Err(Error::Busy);
    }
    let work = Box::pin(work);
    entries.push_back(Entry { about, work });
    Ok(())
}

/// Runs at most `limit` queued entries in order, and returns how many. First waits for a round that is running.
pub async fn run_round(app: &App, limit: usize) -> usize {
    let _round = app.deferred.round.lock().await;
    let mut ran = 0;
    while ran < limit {
        // Dropped before the entry runs.
        let next = app.deferred.entries().pop_front();
        let Some(entry) = next else { break };
        ran += 1;
        if let Err(error) = entry.work.await
            && error.is_internal()
        {
            tracing::error!(%error, "deferred work failed");
        }
    }
    ran
}

/// Runs everything that is queued.
pub async fn drain(app: &App) {
    while run_round(app, QUEUE).await > 0 {}
}
