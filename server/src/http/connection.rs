//! Serves one connection: HTTP/1.1 with its timeouts, until it ends, becomes a WebSocket or is aborted.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ConnectInfo;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::pin;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;
use tower::ServiceExt;

use super::Routes;
use super::clients::{Clients, Counted, IdleConnection, Kind};
use super::deadline::{Deadlined, RequestCounter, ResponseBody};
use super::header_case::CustomaryCase;
use super::linger::Lingering;
use super::stall::Stalling;
use super::state::HttpState;
use crate::client::Network;
use crate::config::limits::Limits;

/// A connection and its permits, which it holds until its stream is closed. After an upgrade, the WebSocket holds them.
#[derive(Clone)]
pub(super) struct Connection(Arc<Inner>);

struct Inner {
    /// `None` for a trusted proxy, whose connections carry requests of many clients.
    client: Option<Network>,
    clients: Arc<Clients>,
    requests: RequestCounter,
    /// Canceled when another connection needs the permit.
    close: CancellationToken,
    /// Whether to drain the stream before it is closed.
    lingers: AtomicBool,
    /// Set while the connection is idle and may be closed in favor of others.
    idle: Mutex<Option<IdleConnection>>,
    _permits: (OwnedSemaphorePermit, TaskTrackerToken, Counted),
}

impl Connection {
    pub(super) fn new(
        client: Option<Network>,
        clients: &Arc<Clients>,
        permits: (OwnedSemaphorePermit, TaskTrackerToken, Counted),
    ) -> Self {
        let connection = Self(Arc::new(Inner {
            client,
            clients: Arc::clone(clients),
            requests: RequestCounter::default(),
            close: CancellationToken::new(),
            lingers: AtomicBool::new(false),
            idle: Mutex::default(),
            _permits: permits,
        }));
        connection.become_idle();
        connection
    }

    pub(super) fn requests(&self) -> &RequestCounter {
        &self.0.requests
    }

    /// Whether its client has more idle connections than it should.
    pub(super) fn is_crowded(&self) -> bool {
        self.0.clients.is_crowded(self.0.client)
    }

    /// Whether the peer is a trusted proxy.
    pub(super) fn is_from_proxy(&self) -> bool {
        self.0.client.is_none()
    }

    /// Keeps the connection from being closed in favor of others until the returned guard is dropped.
    pub(super) fn protect(&self) -> Protected {
        self.idle().take();
        Protected(self.clone())
    }

    /// Waits until another connection needs the permit.
    pub(super) async fn closing(&self) {
        self.0.close.cancelled().await;
    }

    /// Has the stream drained before it is closed, because the client may still be sending.
    pub(super) fn linger(&self) {
        self.0.lingers.store(true, Ordering::Relaxed);
    }

    pub(super) fn lingers(&self) -> bool {
        self.0.lingers.load(Ordering::Relaxed)
    }

    /// Marks the connection as idle, unless it is a proxy's: a proxy could send its next request just as it is closed.
    fn become_idle(&self) {
        let inner = &self.0;
        if inner.client.is_some() {
            let close = inner.close.clone();
            let idle = inner.clients.register_idle(inner.client, Kind::Http, close);
            *self.idle() = Some(idle);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Option<IdleConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A guard that keeps a busy connection from being closed in favor of others.
pub(super) struct Protected(Connection);

impl Drop for Protected {
    fn drop(&mut self) {
        self.0.become_idle();
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(
    state: Arc<HttpState>,
    router: Routes,
    stream: TcpStream,
    peer: SocketAddr,
    connection: Connection,
    abort: CancellationToken,
) {
    // Responses are written at once, so waiting for more data would only delay them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let linger = state.limits().socket.close_timeout;
    let stream = Lingering::new(stream, linger, connection.clone());
    let stream = Stalling::new(stream, state.limits().write_stall);
    let stream = Deadlined::new(stream, connection.clone(), state.limits());
    let stream = TokioIo::new(CustomaryCase::new(stream));
    let close = connection.0.close.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(connection.clone());
        respond(router.clone(), request, connection.clone())
    });
    let served = http(state.limits())
        .serve_connection(stream, service)
        .with_upgrades();
    pin!(served);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            result = served.as_mut() => {
                if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended with an error");
                }
                return;
            }
            () = state.stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                served.as_mut().graceful_shutdown();
            }
            () = close.cancelled() => {
                tracing::debug!("an idle connection was closed in favor of another");
                return;
            }
            () = abort.cancelled() => return,
        }
    }
}

/// Returns the HTTP settings, without hyper's own header timeout: see `deadline`.
fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        // hyper panics below 8 KiB.
        .max_buf_size(limits.header_bytes.max(8 * 1024));
    http
}

async fn respond(
    router: Routes,
    request: Request<Incoming>,
    connection: Connection,
) -> Result<Response<ResponseBody>, Infallible> {
    connection.requests().advance();
    let response = router.oneshot(request).await?;
    Ok(match response.status() {
        StatusCode::SWITCHING_PROTOCOLS => response.map(ResponseBody::of_upgrade),
        _ => response.map(|body| ResponseBody::last_of(body, connection)),
    })
}
