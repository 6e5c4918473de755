//! The hub: passes the signals that the tail reads from the log to the subscribers of this process.

use super::SharedSignal;
use crate::cursor::Cursor;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};

/// How many signals a slow subscriber may fall behind before it reads from the log again.
const BUFFER: usize = 4096;
/// Subscribers that read from the log at the same time. Reading takes much memory and following little: when thousands
/// fell behind together, the memory of their queries was never returned to the operating system.
const READERS: usize = 16;

/// The source of live signals.
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
    /// A receiver for signals from now on. A receiver that lags gets an error.
    #[must_use]
    pub fn receiver(&self) -> broadcast::Receiver<Arc<SharedSignal>> {
        self.live.subscribe()
    }

    /// The position up to which signals have been passed on; `None` until the tail has started.
    pub(crate) fn known_position(&self) -> Option<Cursor> {
        *self.position.borrow()
    }

    /// The position up to which signals have been passed on. Waits until the tail has started.
    pub async fn position(&self) -> Cursor {
        if let Some(cursor) = self.known_position() {
            return cursor;
        }
        let mut position = self.position.subscribe();
        let known = position.wait_for(Option::is_some).await;
        known.ok().and_then(|known| *known).unwrap_or(Cursor::START)
    }

    /// Waits for a permit to read from the log.
    pub(super) async fn reader_permit(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.readers.acquire().await.ok()
    }

    // Invariant: the position is never behind what was sent, so a subscriber that first gets a receiver and then reads
    // the log up to the position loses nothing in between.
    pub(crate) fn pass_on(&self, signals: Vec<SharedSignal>, position: Cursor) {
        self.position.send_replace(Some(position));
        for signal in signals {
            // Having no receiver is not an error.
            let _ = self.live.send(Arc::new(signal));
        }
    }
}
