//! The accept loop: takes connections within a bound, and on request stops and lets them end.
//!
//! `axum::serve` has no timeout for headers and no bound on connections; this is hyper-util's server with
//! both.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rustix::io::Errno;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{self, Instant},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    clients::{Clients, Network},
    connection::{self, Connection},
    router,
    state::HttpState,
};
use crate::{app::App, graphql::Schema};

/// Said to a connection too many. It has not been read from, so this is all there is to say.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";
/// Said to a client that has as many as it may.
const TOO_MANY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";

/// How long to wait when accepting fails for reasons that nobody here can remove.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a connection that was closed for another may take to be gone.
const GOING: Duration = Duration::from_millis(50);
/// How often the same trouble is told of.
const SELDOM: Duration = Duration::from_secs(10);

/// Serves HTTP and WebSockets until `stop` is cancelled and connections have ended, or the time that
/// `limits.drain` gives them has.
///
/// # Errors
/// The listener is of no use.
pub async fn serve(
    app: App,
    schema: Schema,
    listener: TcpListener,
    stop: CancellationToken,
) -> io::Result<()> {
    listener.local_addr()?;
    let state = Arc::new(HttpState::new(app, schema, stop));
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    accept(&state, listener, &connections, &cut).await;
    drain(state.limits().drain, &connections, &cut).await;
    Ok(())
}

async fn accept(
    state: &Arc<HttpState>,
    listener: TcpListener,
    connections: &TaskTracker,
    cut: &CancellationToken,
) {
    let router = router(Arc::clone(state));
    let mut entrance = Entrance::new(state);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = state.stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                entrance.recover(&error).await;
                continue;
            }
        };
        let Some(connection) = entrance.admit(&stream, peer, connections).await else {
            continue;
        };
        let served = connection::serve(
            Arc::clone(state),
            router.clone(),
            stream,
            peer,
            connection,
            cut.clone(),
        );
        connections.spawn(served);
    }
}

/// Where connections get their places.
struct Entrance<'a> {
    permits: Arc<Semaphore>,
    clients: &'a Arc<Clients>,
    trusted_proxies: &'a [IpAddr],
    full: Trouble,
    crowd: Trouble,
    failure: Trouble,
}

impl<'a> Entrance<'a> {
    fn new(state: &'a HttpState) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(state.connections)),
            clients: &state.clients,
            trusted_proxies: &state.config().trusted_proxies,
            full: Trouble::default(),
            crowd: Trouble::default(),
            failure: Trouble::default(),
        }
    }

    /// A place for a connection. A refused one is told why.
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
            if self.crowd.is_news() {
                tracing::warn!("a client has as many connections as it may");
            }
            // Whether it is taken or not, the connection is closed.
            let _ = stream.try_write(TOO_MANY);
            return None;
        };
        let Some(permit) = self.permit().await else {
            if self.full.is_news() {
                tracing::warn!("all places for connections are taken");
            }
            let _ = stream.try_write(FULL);
            return None;
        };
        let permit = (permit, connections.token(), counted);
        Some(Connection::new(client, self.clients, permit))
    }

    /// A place that is free, or that of whoever has waited longest.
    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let permits = || Arc::clone(&self.permits);
        if let Ok(permit) = permits().try_acquire_owned() {
            return Some(permit);
        }
        if !self.clients.make_room() {
            return None;
        }
        let freed = time::timeout(GOING, permits().acquire_owned()).await;
        freed.ok()?.ok()
    }

    /// A client that is gone again costs nothing; a process out of file descriptors makes room and must not spin.
    async fn recover(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset
        ) {
            return;
        }
        if self.failure.is_news() {
            tracing::error!(%error, "cannot accept connections");
        }
        let is_out_of_descriptors = matches!(
            Errno::from_io_error(error),
            Some(Errno::MFILE | Errno::NFILE)
        );
        let has_made_room = is_out_of_descriptors && self.clients.make_room();
        time::sleep(if has_made_room { GOING } else { PAUSE }).await;
    }
}

/// Something that happens many times once it does.
#[derive(Default)]
struct Trouble(Option<Instant>);

impl Trouble {
    /// Whether to tell of it.
    fn is_news(&mut self) -> bool {
        let is_news = self.0.is_none_or(|told_at| told_at.elapsed() >= SELDOM);
        if is_news {
            self.0 = Some(Instant::now());
        }
        is_news
    }
}

async fn drain(timeouts: Duration, connections: &TaskTracker, cut: &CancellationToken) {
    connections.close();
    if time::timeout(timeouts, connections.wait()).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "cutting connections that did not end"
        );
        cut.cancel();
    }
}
