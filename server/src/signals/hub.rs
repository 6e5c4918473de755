//! The hub: passes on what the tail reads from the log to the subscribers of this process.

use super::SharedSignal;
use crate::cursor::Cursor;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};

/// Signals that a slow subscriber may fall behind before it reads from the log again.
const BUFFER: usize = 4096;
/// Subscribers that read from the log at once. Reading is large and following is small: when thousands fell behind
/// together, the memory of thousands of queries would never be whole again.
const READERS: usize = 16;

/// Where live signals come from.
#[derive(Debug, Clone)]
pub struct Hub {
    live: broadcast::Sender<Arc<SharedSignal>>,
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
    pub fn receiver(&self) -> broadcast::Receiver<Arc<SharedSignal>> {
        self.live.subscribe()
    }

    /// Up to where signals have been passed on; `None` until the tail has started.
    pub(crate) fn known_position(&self) -> Option<Cursor> {
        *self.position.borrow()
    }

    /// Up to where signals have been passed on, as soon as the tail knows.
    pub async fn position(&self) -> Cursor {
        if let Some(cursor) = self.known_position() {
            return cursor;
        }
        let mut position = self.position.subscribe();
        let known = position.wait_for(Option::is_some).await;
        known.ok().and_then(|known| *known).unwrap_or(Cursor::START)
    }

    /// Waits for a place among those who read from the log for themselves.
    pub(super) async fn reader_permit(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.readers.acquire().await.ok()
    }

    // Invariant: the position is never behind what was sent, so that a subscriber that registers, then reads
    // the log up to the position, has lost nothing in between.
    pub(crate) fn pass_on(&self, signals: Vec<SharedSignal>, position: Cursor) {
        self.position.send_replace(Some(position));
        for signal in signals {
            // Nobody listening is no error.
            let _ = self.live.send(Arc::new(signal));
        }
    }
}
