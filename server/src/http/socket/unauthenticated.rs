//! A socket on which no one has signed in: it is closed when others need its permit, or when it is idle for too long.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Ending;
use crate::auth::Client;
use crate::http::clients::{IdleConnection, Kind};
use crate::http::state::HttpState;

/// The state of a socket on which no one has signed in.
pub(super) struct UnauthenticatedSocket {
    close: CancellationToken,
    /// Since when no operation has run.
    idle_since: Instant,
    _idle: IdleConnection,
}

impl UnauthenticatedSocket {
    pub(super) fn new(state: &HttpState, client: &Client) -> Self {
        let close = CancellationToken::new();
        let idle = state
            .clients
            .register_idle(client.network, Kind::Socket, close.clone());
        Self {
            close,
            idle_since: Instant::now(),
            _idle: idle,
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

/// Waits until another connection needs the permit of an unauthenticated socket.
pub(super) async fn displaced(socket: Option<&UnauthenticatedSocket>) -> Ending {
    match socket {
        Some(socket) => socket.close.cancelled().await,
        None => std::future::pending().await,
    }
    Ending::Displaced
}
