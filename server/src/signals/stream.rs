//! A subscriber's view: first the log after its cursor, then live signals, with nothing lost or repeated in between.

use super::SharedSignal;
use super::log::{self, Filter, Range};
use super::snapshot::{self, Snapshot};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;

/// Signals read from the log at once while catching up. A small page limits the memory that subscribers cost when
/// thousands of them fall behind together.
const PAGE: u64 = 50;
/// How long a subscriber waits for a database that does not respond.
const UNAVAILABLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Delay before it tries again.
const RETRY_DELAY: Duration = Duration::from_millis(500);

/// Subscribes to signals that pass `filter`, after the cursor `after` or from now on, each once and in the order of the
/// log.
///
/// # Errors
/// `CursorGone` when `after` is not a cursor that the log still knows.
pub async fn subscribe(app: App, filter: Filter, after: Option<Cursor>) -> Result<Subscriber> {
    // Invariant: the receiver exists before the position is read, so nothing is lost in between.
    let live = app.hub.receiver();
    let (cursor, before) = match after {
        Some(cursor) => (known(&app, cursor).await?, None),
        // The hub is behind the log: it may still pass on what was committed before this subscription.
        None => {
            let cursor = app.hub.position().await;
            let present = snapshot::read(app.db.reader(), app.db.engine).await?;
            (cursor, Some(Box::new(present)))
        }
    };
    Ok(Subscriber {
        app,
        filter: Arc::new(filter),
        cursor,
        ready: VecDeque::new(),
        // A subscriber that starts at the hub's position gets everything else from the hub.
        is_behind: after.is_some(),
        before,
        live,
        progress: None,
        is_over: false,
    })
}

async fn known(app: &App, cursor: Cursor) -> Result<Cursor> {
    if log::knows(app.db.reader(), cursor).await? {
        return Ok(cursor);
    }
    Err(gone(app).await)
}

async fn gone(app: &App) -> Error {
    match log::oldest(app.db.reader()).await {
        Ok(oldest) => Error::CursorGone(oldest),
        Err(error) => error.into(),
    }
}

/// Reads one page up to the hub's position; everything after it comes live. A page that is not full is the last.
async fn page(app: &App, filter: &Filter, start: Cursor) -> Result<(Vec<Model>, Cursor)> {
    let through = app.hub.position().await;
    let range = Range::next(start, PAGE).through(through);
    let page = log::read(app.db.reader(), app.db.engine, filter, range).await?;
    if start != Cursor::START && log::lost_after(app.db.reader(), start).await? {
        return Err(gone(app).await);
    }
    Ok((page, through))
}

/// Reads a page and retries while the database is unavailable, which should not end a subscription.
async fn page_with_retries(
    app: &App,
    filter: &Filter,
    start: Cursor,
) -> Result<(Vec<Model>, Cursor)> {
    let mut failing_since = None;
    loop {
        let reader_permit = app.hub.reader_permit().await;
        // Boxed only while it runs: the future is as large as a query, and thousands may wait.
        let read = Box::pin(page(app, filter, start)).await;
        // Other subscribers may read during the pause.
        drop(reader_permit);
        match read {
            Err(Error::Repository(error)) => {
                let since: Instant = *failing_since.get_or_insert_with(Instant::now);
                if since.elapsed() > UNAVAILABLE_TIMEOUT {
                    return Err(error.into());
                }
                tracing::debug!(%error, "a subscriber cannot read the log and will retry");
                sleep(RETRY_DELAY).await;
            }
            read => return read,
        }
    }
}

/// A subscriber that follows the log.
#[derive(Debug)]
pub struct Subscriber {
    app: App,
    filter: Arc<Filter>,
    /// Everything up to here has been seen, whether it passed the filter or not.
    cursor: Cursor,
    ready: VecDeque<Arc<SharedSignal>>,
    /// Whether the log may hold something after `cursor` that `live` will not bring.
    is_behind: bool,
    /// For a subscriber that starts with new signals: what had been committed before, until the log is past it.
    before: Option<Box<Snapshot>>,
    live: Receiver<Arc<SharedSignal>>,
    /// Where to report progress.
    progress: Option<watch::Sender<Option<Cursor>>>,
    /// Whether the log was lost, or the subscription was ended.
    is_over: bool,
}

impl Subscriber {
    /// Reports from now on the cursor up to which every signal was taken from this subscriber. A subscriber that
    /// resumes after that cursor misses nothing, but may get signals that were committed just before this one began.
    pub fn report_progress(&mut self, progress: watch::Sender<Option<Cursor>>) {
        self.progress = Some(progress);
    }

    /// The filter, which subscribers with an equal one can share.
    #[must_use]
    pub const fn filter(&self) -> &Arc<Filter> {
        &self.filter
    }

    /// Shares an equal filter with other subscribers: thousands of them hold it once.
    pub fn share_filter(&mut self, shared: &Arc<Filter>) {
        if self.filter == *shared {
            self.filter = Arc::clone(shared);
        }
    }

    /// Returns the next signal. The stream ends with an error when the log cannot be read, or when signals not seen yet
    /// were pruned.
    pub async fn next(&mut self) -> Option<Result<Arc<SharedSignal>>> {
        while !self.is_over {
            if let Some(signal) = self.ready.pop_front() {
                return Some(Ok(signal));
            }
            if let Some(progress) = &self.progress {
                progress.send_replace(Some(self.cursor));
            }
            if self.is_behind {
                if let Err(error) = self.catch_up().await {
                    self.is_over = true;
                    return Some(Err(error));
                }
                continue;
            }
            match self.live.recv().await {
                Ok(signal) if self.accepts(&signal) => return Some(Ok(signal)),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.is_behind = true,
                Err(RecvError::Closed) => self.is_over = true,
            }
        }
        None
    }

    /// Ends the subscription.
    pub const fn end(&mut self) {
        self.is_over = true;
    }

    async fn catch_up(&mut self) -> Result<()> {
        self.ready.shrink_to_fit();
        let (app, filter, start) = (self.app.clone(), Arc::clone(&self.filter), self.cursor);
        // In a task of its own: a subscriber whose client is slow is not polled, and must not keep a read permit, or a
        // connection, from the others.
        let reading = tokio::spawn(async move { page_with_retries(&app, &filter, start).await });
        let read = AbortOnDropHandle::new(reading).await;
        let (page, through) =
            read.map_err(|error| Error::Unexpected(format!("reading the log failed: {error}")))??;
        self.is_behind = page.len() as u64 == PAGE;
        self.cursor = match page.last() {
            Some(last) if self.is_behind => log::cursor(last),
            _ => self.cursor.max(through),
        };
        for signal in page {
            if self.is_new(log::cursor(&signal)) {
                self.ready.push_back(Arc::new(SharedSignal::new(signal)));
            }
        }
        Ok(())
    }

    /// Whether a live signal is for this subscriber and was not already read from the log.
    fn accepts(&mut self, signal: &SharedSignal) -> bool {
        let cursor = log::cursor(&signal.signal);
        if cursor <= self.cursor {
            return false;
        }
        self.cursor = cursor;
        self.is_new(cursor) && self.filter.admits(&signal.signal)
    }

    fn is_new(&mut self, cursor: Cursor) -> bool {
        let Some(before) = &self.before else {
            return true;
        };
        if before.is_before(cursor) {
            self.before = None;
            return true;
        }
        !before.contains(cursor)
    }
}
