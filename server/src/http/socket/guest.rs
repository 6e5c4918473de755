//! A socket on which no one has signed in: it is closed when others need its permit, or when it is idle for too long.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Ending;
use crate::{
    auth::Client,
    http::{
        clients::{Kind, Waiting},
        state::HttpState,
    },
};

/// The state of a socket on which no one has signed in.
pub(super) struct Guest {
    close: CancellationToken,
    /// Since when no operation has run.
    idle_since: Instant,
    _waiting: Waiting,
}

impl Guest {
    pub(super) fn new(state: &HttpState, client: &Client) -> Self {
        let close = CancellationToken::new();
        let waiting = state
            .clients
            .wait(state.network(client), Kind::Socket, close.clone());
        Self {
            close,
            idle_since: Instant::now(),
            _waiting: waiting,
        }
    }

    /// Notes that an operation runs, or ran until now.
    pub(super) fn note_use(&mut self) {
        self.idle_since = Instant::now();
    }

    pub(super) fn is_idle(&self, state: &HttpState) -> bool {
        self.idle_since.elapsed() >= state.limits().socket.init_timeout
    }
}

/// Waits until another connection needs the permit of a guest.
pub(super) async fn displaced(guest: Option<&Guest>) -> Ending {
    match guest {
        Some(guest) => guest.close.cancelled().await,
        None => std::future::pending().await,
    }
    Ending::Displaced
}
