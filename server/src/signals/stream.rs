//! A subscriber's view: first the log after its cursor, then live, through one seam.

use super::Cursor;
use super::log::{self, Filter, Range};
use crate::app::App;
use crate::entities::signal::Model;
use crate::error::Result;
use futures_util::stream::{self, Stream};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Signals read from the log at once while catching up.
const PAGE: u64 = 200;

/// Signals that pass `filter`, after `after` or from now on, each once and in the order of the log.
///
/// # Errors
/// The stream ends with an error when the log cannot be read; the subscriber may resume.
pub async fn subscribe(
    app: App,
    filter: Filter,
    after: Option<Cursor>,
) -> impl Stream<Item = Result<Arc<Model>>> + Send {
    // Invariant: the receiver is there before the place is read, so between both nothing is lost.
    let live = app.hub.receiver();
    let cursor = match after {
        Some(cursor) => cursor,
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
    stream::unfold(Some(subscriber), |subscriber| async {
        let mut subscriber = subscriber?;
        match subscriber.next().await {
            Some(Ok(signal)) => Some((Ok(signal), Some(subscriber))),
            Some(Err(error)) => Some((Err(error), None)),
            None => None,
        }
    })
}

struct Subscriber {
    app: App,
    filter: Filter,
    /// Everything up to here has been seen, passed or not.
    cursor: Cursor,
    ready: VecDeque<Arc<Model>>,
    /// The log may hold something after `cursor` that `live` will not bring.
    behind: bool,
    live: Receiver<Arc<Model>>,
}

impl Subscriber {
    async fn next(&mut self) -> Option<Result<Arc<Model>>> {
        loop {
            if let Some(signal) = self.ready.pop_front() {
                return Some(Ok(signal));
            }
            if self.behind {
                if let Err(error) = self.catch_up().await {
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

    /// Reads one page; the subscriber is level with the log once a page is not full.
    async fn catch_up(&mut self) -> Result<()> {
        let range = Range::next(self.cursor, PAGE);
        let page = log::read(
            self.app.db.reader(),
            self.app.db.engine,
            &self.filter,
            range,
        )
        .await?;
        self.behind = page.len() as u64 == PAGE;
        if let Some(last) = page.last() {
            self.cursor = log::cursor(last);
        }
        self.ready.extend(page.into_iter().map(Arc::new));
        Ok(())
    }

    /// Takes a live signal unless the log has brought it already.
    fn take(&mut self, signal: Arc<Model>) {
        let cursor = log::cursor(&signal);
        if cursor <= self.cursor {
            return;
        }
        self.cursor = cursor;
        if self.filter.admits(&signal) {
            self.ready.push_back(signal);
        }
    }
}
