//! A subscriber's view: first the log after its cursor, then live, through one seam.

use super::log::{self, Filter, Range};
use super::{Cursor, Live};
use crate::app::App;
use crate::error::{Error, Result};
use futures_util::stream::{self, Stream};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Signals read from the log at once while catching up: as many as a subscriber may cost when thousands of them
/// fall behind together.
const PAGE: u64 = 50;

/// Signals that pass `filter`, after `after` or from now on, each once and in the order of the log.
///
/// # Errors
/// `CursorGone` when `after` is no place that the log still knows. The stream itself ends with an error when the log
/// cannot be read, or lost what the subscriber had not seen yet.
pub async fn subscribe(
    app: App,
    filter: Filter,
    after: Option<Cursor>,
) -> Result<impl Stream<Item = Result<Arc<Live>>> + Send + use<>> {
    // Invariant: the receiver is there before the place is read, so between both nothing is lost.
    let live = app.hub.receiver();
    let cursor = match after {
        Some(cursor) => known(&app, cursor).await?,
        None => app.hub.position().await,
    };
    let subscriber = Subscriber {
        app,
        filter,
        cursor,
        ready: VecDeque::new(),
        behind: true,
        live,
    };
    Ok(stream::unfold(Some(subscriber), |subscriber| async {
        let mut subscriber = subscriber?;
        match subscriber.next().await {
            Some(Ok(signal)) => Some((Ok(signal), Some(subscriber))),
            Some(Err(error)) => Some((Err(error), None)),
            None => None,
        }
    }))
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

struct Subscriber {
    app: App,
    filter: Filter,
    /// Everything up to here has been seen, passed or not.
    cursor: Cursor,
    ready: VecDeque<Arc<Live>>,
    /// The log may hold something after `cursor` that `live` will not bring.
    behind: bool,
    live: Receiver<Arc<Live>>,
}

impl Subscriber {
    async fn next(&mut self) -> Option<Result<Arc<Live>>> {
        loop {
            if let Some(signal) = self.ready.pop_front() {
                return Some(Ok(signal));
            }
            if self.behind {
                // In a box: it is as large as a query, and most subscribers are level most of the time.
                if let Err(error) = Box::pin(self.catch_up()).await {
                    return Some(Err(error));
                }
                continue;
            }
            match self.live.recv().await {
                Ok(signal) => self.take(signal),
                Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads one page up to where the hub is: what lies behind comes live. A page that is not full is the last.
    async fn catch_up(&mut self) -> Result<()> {
        self.ready.shrink_to_fit();
        let (reader, start) = (self.app.db.reader(), self.cursor);
        let through = self.app.hub.position().await;
        let range = Range::next(start, PAGE).through(through);
        let page = log::read(reader, self.app.db.engine, &self.filter, range).await?;
        if start != Cursor::START && log::lost_after(reader, start).await? {
            return Err(gone(&self.app).await);
        }
        self.behind = page.len() as u64 == PAGE;
        self.cursor = match page.last() {
            Some(last) if self.behind => log::cursor(last),
            _ => start.max(through),
        };
        self.ready
            .extend(page.into_iter().map(Live::new).map(Arc::new));
        Ok(())
    }

    /// Takes a live signal unless the log has brought it already.
    fn take(&mut self, signal: Arc<Live>) {
        let cursor = log::cursor(&signal.signal);
        if cursor <= self.cursor {
            return;
        }
        self.cursor = cursor;
        if self.filter.admits(&signal.signal) {
            self.ready.push_back(signal);
        }
    }
}
