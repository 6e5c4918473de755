//! The accept loop: accepts connections up to a limit, and drains them on shutdown.
//!
//! `axum::serve` has no header timeout and no connection limit; this is hyper-util's server with both.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustix::io::Errno;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::clients::Clients;
use super::connection::{self, Connection};
use super::router;
use super::state::HttpState;
use crate::app::App;
use crate::client::Network;

/// The response to a connection above the limit of the server. Its request has not been read.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";
/// The response to a connection above the limit of its client.
const TOO_MANY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";

/// How long to wait when accepting fails and no connection can be closed to make up for it.
const ERROR_PAUSE: Duration = Duration::from_millis(500);
/// How long to wait for a connection to close after it was closed in favor of another.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(50);
/// The shortest interval between two log lines about the same problem.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

/// Serves HTTP and WebSockets until `stop` is canceled, then waits up to `limits.drain` for connections to end.
///
/// # Errors
/// When the listener has no local address.
pub async fn serve(app: App, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
    listener.local_addr()?;
    let state = Arc::new(HttpState::new(app, stop));
    let connections = TaskTracker::new();
    let abort = CancellationToken::new();
    accept(&state, listener, &connections, &abort).await;
    drain(state.limits().drain, &connections, &abort).await;
    Ok(())
}

async fn accept(
    state: &Arc<HttpState>,
    listener: TcpListener,
    connections: &TaskTracker,
    abort: &CancellationToken,
) {
    let router = router(Arc::clone(state));
    let mut admission = Admission::new(state);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = state.stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                admission.recover(&error).await;
                continue;
            }
        };
        let Some(connection) = admission.admit(&stream, peer, connections).await else {
            continue;
        };
        let served = connection::serve(
            Arc::clone(state),
            router.clone(),
            stream,
            peer,
            connection,
            abort.clone(),
        );
        connections.spawn(served);
    }
}

/// Admits connections within the limits.
struct Admission<'a> {
    permits: Arc<Semaphore>,
    clients: &'a Arc<Clients>,
    trusted_proxies: &'a [IpAddr],
    full_log: LogThrottle,
    client_limit_log: LogThrottle,
    failure_log: LogThrottle,
}

impl<'a> Admission<'a> {
    fn new(state: &'a HttpState) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(state.connections)),
            clients: &state.clients,
            trusted_proxies: &state.config().trusted_proxies,
            full_log: LogThrottle::default(),
            client_limit_log: LogThrottle::default(),
            failure_log: LogThrottle::default(),
        }
    }

    /// Admits a connection, or rejects it with an HTTP status and returns `None`.
    async fn admit(
        &mut self,
        stream: &TcpStream,
        peer: SocketAddr,
        connections: &TaskTracker,
    ) -> Option<Connection> {
        let address = peer.ip().to_canonical();
        let is_proxy = self.trusted_proxies.contains(&address);
        let client = (!is_proxy).then(|| Network::of(address));
        let Some(counted) = self.clients.count(client) else {
            if self.client_limit_log.should_log() {
                tracing::warn!(
                    "rejected a connection: its client has the maximum number of connections"
                );
            }
            // The connection is closed whether or not the client receives this.
            let _ = stream.try_write(TOO_MANY);
            return None;
        };
        let Some(permit) = self.permit().await else {
            if self.full_log.should_log() {
                tracing::warn!(
                    "rejected a connection: the server has the maximum number of connections"
                );
            }
            let _ = stream.try_write(FULL);
            return None;
        };
        let permit = (permit, connections.token(), counted);
        Some(Connection::new(client, self.clients, permit))
    }

    /// Acquires a permit; when none is free, closes the connection that has been idle longest and takes its permit.
    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let permits = || Arc::clone(&self.permits);
        if let Ok(permit) = permits().try_acquire_owned() {
            return Some(permit);
        }
        if !self.clients.close_oldest() {
            return None;
        }
        let freed = time::timeout(CLOSE_TIMEOUT, permits().acquire_owned()).await;
        freed.ok()?.ok()
    }

    /// Handles an accept error. A client that disconnected is ignored. When the process is out of file descriptors, an
    /// idle connection is closed. The pause keeps the loop from spinning.
    async fn recover(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset
        ) {
            return;
        }
        if self.failure_log.should_log() {
            tracing::error!(%error, "cannot accept connections");
        }
        let is_out_of_descriptors = matches!(
            Errno::from_io_error(error),
            Some(Errno::MFILE | Errno::NFILE)
        );
        let has_closed = is_out_of_descriptors && self.clients.close_oldest();
        time::sleep(if has_closed {
            CLOSE_TIMEOUT
        } else {
            ERROR_PAUSE
        })
        .await;
    }
}

/// Limits how often the same problem is logged.
#[derive(Default)]
struct LogThrottle(Option<Instant>);

impl LogThrottle {
    /// Returns whether to log the problem now, and if so starts the next interval.
    fn should_log(&mut self) -> bool {
        let is_due = self
            .0
            .is_none_or(|logged_at| logged_at.elapsed() >= LOG_INTERVAL);
        if is_due {
            self.0 = Some(Instant::now());
        }
        is_due
    }
}

async fn drain(timeout: Duration, connections: &TaskTracker, abort: &CancellationToken) {
    connections.close();
    if time::timeout(timeout, connections.wait()).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "aborting connections that did not end in time"
        );
        abort.cancel();
    }
}
