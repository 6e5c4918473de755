//! One task a process follows the log and passes on what is new, in the order of the log.

use crate::app::App;
use crate::auth::{session_renewal, session_watch};
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::error::Result;
use crate::signals::SharedSignal;
use crate::signals::log::{self, Filter, Range};
use crate::signals::snapshot::{self, Snapshot};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Signals read at once.
const PAGE: u64 = 500;
/// How long to wait for a wake-up that may have been missed.
const TICK: Duration = Duration::from_secs(1);
/// How long to wait while signals are written that an open transaction may still come before. It ends without a
/// wake-up when it was none of ours, or was rolled back.
const UNSTABLE: Duration = Duration::from_millis(20);
/// How often sessions are told of what is not settled.
const REVIEW_EVERY: Duration = Duration::from_millis(250);

/// Follows the log until told to stop.
pub async fn follow(app: App, stop: CancellationToken) {
    let Some(cursor) = start(&app, &stop).await else {
        return;
    };
    let mut tail = Tail {
        cursor,
        reviewed: None,
    };
    loop {
        // Registered before reading: a commit during the read wakes the next round.
        let woken = app.wake_tail.notified();
        let pause = match tail.pass_on(&app).await {
            Ok(true) => UNSTABLE,
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
    let known = app.hub.known_position();
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
    reviewed: Option<(Instant, Snapshot)>,
}

impl Tail {
    /// Passes on what is new, and returns whether more is written that is not settled yet.
    async fn pass_on(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        loop {
            let range = Range::next(self.cursor, PAGE);
            let signals = log::read(reader, engine, &Filter::default(), range).await?;
            let Some(last) = signals.last() else {
                return self.review_unstable(app).await;
            };
            let position = log::cursor(last);
            let is_all = (signals.len() as u64) < PAGE;
            // First the sessions that these signals end: nobody hears of what came after the end of theirs.
            review_sessions(app, &signals).await?;
            app.hub.pass_on(
                signals.into_iter().map(SharedSignal::new).collect(),
                position,
            );
            self.cursor = position;
            app.wake_webhooks.notify_one();
            if is_all {
                return self.review_unstable(app).await;
            }
        }
    }

    /// Sessions do not wait until the log is settled: who is locked out is out, however long some other transaction
    /// of the same PostgreSQL holds the log up, be it another database's.
    async fn review_unstable(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        if !log::is_written_after(reader, engine, self.cursor).await? {
            self.reviewed = None;
            return Ok(false);
        }
        let reviewed = self.reviewed.as_ref();
        if reviewed.is_some_and(|(moment, _)| moment.elapsed() < REVIEW_EVERY) {
            return Ok(true);
        }
        let since = reviewed.map(|(_, present)| present);
        // Before the log: what is committed in between is heeded twice rather than never.
        let present = snapshot::read(reader, engine).await?;
        let mut next = Some(self.cursor);
        while let Some(cursor) = next {
            let news =
                log::written_after(reader, engine, cursor, session_watch::DECISIVE, since, PAGE)
                    .await?;
            review_sessions(app, &news).await?;
            next = news.last().map(log::cursor);
        }
        self.reviewed = Some((Instant::now(), present));
        Ok(true)
    }
}

/// Invalidates cached sessions and looks up again what sockets depend on.
async fn review_sessions(app: &App, signals: &[Model]) -> Result<()> {
    for signal in signals {
        app.sessions.invalidate_logged(signal);
    }
    session_renewal::review(app, signals).await
}
