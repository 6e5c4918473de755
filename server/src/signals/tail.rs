//! One task a process follows the log and passes on what is new, in the order of the log.

use super::Cursor;
use super::log::{self, Filter, Range};
use crate::app::App;
use crate::entities::signal::Model;
use sea_orm::DbErr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

/// Signals that a slow subscriber may fall behind before it reads from the log again.
const BUFFER: usize = 1024;
/// Signals read at once.
const PAGE: u64 = 500;
/// How long to wait for a wake-up that may have been missed.
const TICK: Duration = Duration::from_secs(1);

/// Where live signals come from.
#[derive(Debug, Clone)]
pub struct Hub {
    live: broadcast::Sender<Arc<Model>>,
    position: watch::Sender<Option<Cursor>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            live: broadcast::Sender::new(BUFFER),
            position: watch::Sender::new(None),
        }
    }
}

impl Hub {
    /// Signals from now on; a receiver that lags is told so.
    #[must_use]
    pub fn receiver(&self) -> broadcast::Receiver<Arc<Model>> {
        self.live.subscribe()
    }

    /// Up to where signals have been passed on, as soon as the tail knows.
    pub async fn position(&self) -> Cursor {
        let mut position = self.position.subscribe();
        let known = position.wait_for(Option::is_some).await;
        known.ok().and_then(|known| *known).unwrap_or(Cursor::START)
    }
}

/// Follows the log until told to stop.
pub async fn follow(app: App, stop: CancellationToken) {
    let start = loop {
        match log::end(app.db.reader(), app.db.engine).await {
            Ok(cursor) => break cursor,
            Err(error) => tracing::error!(%error, "cannot read the end of the signal log"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    };
    app.hub.position.send_replace(Some(start));
    let mut cursor = start;
    loop {
        // Registered before reading: a commit during the read wakes the next round.
        let woken = app.wake_tail.notified();
        match pass_on(&app, cursor).await {
            Ok(passed) => cursor = passed,
            Err(error) => tracing::error!(%error, "cannot read the signal log"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Passes on everything after `cursor` and answers the new place.
async fn pass_on(app: &App, mut cursor: Cursor) -> Result<Cursor, DbErr> {
    loop {
        let signals = log::read(
            app.db.reader(),
            app.db.engine,
            &Filter::default(),
            Range::next(cursor, PAGE),
        )
        .await?;
        let Some(last) = signals.last() else {
            return Ok(cursor);
        };
        cursor = log::cursor(last);
        for signal in signals {
            app.sessions.heed_logged(&signal);
            // Nobody listening is no error.
            let _ = app.hub.live.send(Arc::new(signal));
        }
        app.hub.position.send_replace(Some(cursor));
    }
}
