//! One task a process follows the log and passes on what is new, in the order of the log.

use super::log::{self, Filter, Range};
use super::present::{self, Present};
use super::{Cursor, Live};
use crate::app::App;
use crate::auth::watch;
use crate::entities::signal::Model;
use crate::error::Result;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};
use tokio_util::sync::CancellationToken;

/// Signals that a slow subscriber may fall behind before it reads from the log again.
const BUFFER: usize = 4096;
/// Subscribers that read from the log at once. Reading is large and following is small: when thousands fell behind
/// together, the memory of thousands of queries would never be whole again.
const READERS: usize = 16;
/// Signals read at once.
const PAGE: u64 = 500;
/// How long to wait for a wake-up that may have been missed.
const TICK: Duration = Duration::from_secs(1);
/// How long to wait while signals are written that an open transaction may still come before. It ends without a
/// wake-up when it was none of ours, or was rolled back.
const UNSETTLED: Duration = Duration::from_millis(20);
/// How often sessions are told of what is not settled.
const HEED_EVERY: Duration = Duration::from_millis(250);

/// Where live signals come from.
#[derive(Debug, Clone)]
pub struct Hub {
    live: broadcast::Sender<Arc<Live>>,
    position: tokio::sync::watch::Sender<Option<Cursor>>,
    readers: Arc<Semaphore>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            live: broadcast::Sender::new(BUFFER),
            position: tokio::sync::watch::Sender::new(None),
            readers: Arc::new(Semaphore::new(READERS)),
        }
    }
}

impl Hub {
    /// Signals from now on; a receiver that lags is told so.
    #[must_use]
    pub fn receiver(&self) -> broadcast::Receiver<Arc<Live>> {
        self.live.subscribe()
    }

    /// Up to where signals have been passed on, as soon as the tail knows.
    pub async fn position(&self) -> Cursor {
        let known = *self.position.borrow();
        if let Some(cursor) = known {
            return cursor;
        }
        let mut position = self.position.subscribe();
        let known = position.wait_for(Option::is_some).await;
        known.ok().and_then(|known| *known).unwrap_or(Cursor::START)
    }

    /// Waits for a place among those who read from the log for themselves.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.readers.acquire().await.ok()
    }

    // Invariant: the position is never behind what was sent, so that a subscriber that registers, then reads
    // the log up to the position, has lost nothing in between.
    fn pass_on(&self, signals: Vec<Live>, position: Cursor) {
        self.position.send_replace(Some(position));
        for signal in signals {
            // Nobody listening is no error.
            let _ = self.live.send(Arc::new(signal));
        }
    }
}

/// Follows the log until told to stop.
pub async fn follow(app: App, stop: CancellationToken) {
    let Some(cursor) = start(&app, &stop).await else {
        return;
    };
    let mut tail = Tail {
        cursor,
        heeded: None,
    };
    loop {
        // Registered before reading: a commit during the read wakes the next round.
        let woken = app.wake_tail.notified();
        let pause = match tail.pass_on(&app).await {
            Ok(true) => UNSETTLED,
            Ok(false) => TICK,
            Err(error) => {
                tracing::error!(%error, "cannot read the signal log");
                TICK
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Where the log ends, for whoever comes from now on; after a break, where the tail was.
async fn start(app: &App, stop: &CancellationToken) -> Option<Cursor> {
    let known = *app.hub.position.borrow();
    if known.is_some() {
        return known;
    }
    loop {
        match log::end(app.db.reader(), app.db.engine).await {
            Ok(cursor) => {
                app.hub.pass_on(Vec::new(), cursor);
                return Some(cursor);
            }
            Err(error) => tracing::error!(%error, "cannot read the end of the signal log"),
        }
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

struct Tail {
    /// Everything up to here has been passed on.
    cursor: Cursor,
    /// When sessions were told last of what is not settled, and what had been committed by then.
    heeded: Option<(Instant, Present)>,
}

impl Tail {
    /// Passes on what is new, and answers whether more is written that is not settled yet.
    async fn pass_on(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        loop {
            let range = Range::next(self.cursor, PAGE);
            let signals = log::read(reader, engine, &Filter::default(), range).await?;
            let Some(last) = signals.last() else {
                return self.heed_unsettled(app).await;
            };
            let position = log::cursor(last);
            let is_all = (signals.len() as u64) < PAGE;
            // First the sessions that these signals end: nobody hears of what came after the end of theirs.
            heed(app, &signals).await?;
            app.hub
                .pass_on(signals.into_iter().map(Live::new).collect(), position);
            self.cursor = position;
            app.wake_webhooks.notify_one();
            if is_all {
                return self.heed_unsettled(app).await;
            }
        }
    }

    /// Sessions do not wait until the log is settled: who is locked out is out, however long some other transaction
    /// of the same PostgreSQL holds the log up, be it another database's.
    async fn heed_unsettled(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        if !log::is_written_after(reader, engine, self.cursor).await? {
            self.heeded = None;
            return Ok(false);
        }
        let heeded = self.heeded.as_ref();
        if heeded.is_some_and(|(moment, _)| moment.elapsed() < HEED_EVERY) {
            return Ok(true);
        }
        let since = heeded.map(|(_, present)| present);
        // Before the log: what is committed in between is heeded twice rather than never.
        let present = present::read(reader, engine).await?;
        let mut next = Some(self.cursor);
        while let Some(cursor) = next {
            let news =
                log::written_after(reader, engine, cursor, watch::DECISIVE, since, PAGE).await?;
            heed(app, &news).await?;
            next = news.last().map(log::cursor);
        }
        self.heeded = Some((Instant::now(), present));
        Ok(true)
    }
}

/// Tells what sessions depend on.
async fn heed(app: &App, signals: &[Model]) -> Result<()> {
    for signal in signals {
        app.sessions.heed_logged(signal);
    }
    watch::review(app, signals).await
}
