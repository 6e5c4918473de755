//! Follows the log in one task per process, and publishes new signals in log order.

use crate::app::App;
use crate::auth::{session_review, session_watch};
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::error::Result;
use crate::signals::SharedSignal;
use crate::signals::log::{self, Filter, Range};
use crate::signals::snapshot::{self, Snapshot};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How many signals are read at once.
const PAGE: u64 = 500;
/// How long to wait before reading again without a wake-up, in case one was missed.
const TICK: Duration = Duration::from_secs(1);
/// How long to wait while an open transaction may still add signals before the newest ones. There is no wake-up when
/// that transaction is rolled back or belongs to another application.
const UNSTABLE: Duration = Duration::from_millis(20);
/// How often sessions are checked against signals that are not stable yet.
const REVIEW_EVERY: Duration = Duration::from_millis(250);

/// Follows the log until `stop` is canceled.
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
        let pause = match tail.publish(&app).await {
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

/// Returns the end of the log, where new subscribers start. After a restart of the task, returns its last cursor.
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
    /// All signals up to this cursor have been published.
    cursor: Cursor,
    /// When sessions were last checked against signals that are not stable, and what had been committed by then.
    reviewed: Option<(Instant, Snapshot)>,
}

impl Tail {
    /// Publishes new signals, and returns whether the log contains more signals that are not stable yet.
    async fn publish(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        loop {
            let range = Range::next(self.cursor, PAGE);
            let signals = log::read(reader, engine, &Filter::default(), range).await?;
            let Some(last) = signals.last() else {
                return self.review_unstable(app).await;
            };
            let position = log::cursor(last);
            let is_all = (signals.len() as u64) < PAGE;
            // First end sessions: a session must not receive signals that follow its end.
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

    /// Checks sessions against signals that are not stable yet. A locked user is signed out at once, however long an
    /// open transaction on the same PostgreSQL server delays the log, even one in another database.
    async fn review_unstable(&mut self, app: &App) -> Result<bool> {
        let (reader, engine) = (app.db.reader(), app.db.engine);
        if !log::is_written_after(reader, engine, self.cursor).await? {
            self.reviewed = None;
            return Ok(false);
        }
        let reviewed = self.reviewed.as_ref();
        if reviewed.is_some_and(|(reviewed_at, _)| reviewed_at.elapsed() < REVIEW_EVERY) {
            return Ok(true);
        }
        let since = reviewed.map(|(_, present)| present);
        // Before reading the log, so that signals committed in between are handled twice rather than never.
        let present = snapshot::read(reader, engine).await?;
        let mut next = Some(self.cursor);
        while let Some(cursor) = next {
            let news = log::written_after(
                reader,
                engine,
                cursor,
                session_watch::SESSION_SIGNALS,
                since,
                PAGE,
            )
            .await?;
            review_sessions(app, &news).await?;
            next = news.last().map(log::cursor);
        }
        self.reviewed = Some((Instant::now(), present));
        Ok(true)
    }
}

/// Invalidates cached sessions, and checks again the sessions that sockets depend on.
async fn review_sessions(app: &App, signals: &[Model]) -> Result<()> {
    for signal in signals {
        app.sessions.invalidate_logged(signal);
    }
    session_review::review(app, signals).await
}
