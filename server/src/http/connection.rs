//! One connection: HTTP/1.1 with its timeouts, until it ends, becomes a WebSocket or is cut.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{Router, extract::ConnectInfo};
use http::{Request, Response, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, pin, sync::OwnedSemaphorePermit};
use tokio_util::{sync::CancellationToken, task::task_tracker::TaskTrackerToken};
use tower::ServiceExt;

use super::{
    clients::{Clients, Counted, Kind, Network, Waiting},
    deadline::{Deadlined, ResponseBody, Turn},
    stall::Stalling,
    state::HttpState,
};
use crate::config::limits::Limits;

/// A connection's place among all, which it has until its stream is closed. A socket goes on with the stream.
#[derive(Clone)]
pub(super) struct Connection(Arc<Held>);

struct Held {
    /// Nobody for a proxy of ours, whose connections are many clients'.
    client: Option<Network>,
    clients: Arc<Clients>,
    permit: Turn,
    /// Cancelled when others need the place.
    close: CancellationToken,
    /// While it may be closed for others.
    waiting: Mutex<Option<Waiting>>,
    _place: (OwnedSemaphorePermit, TaskTrackerToken, Counted),
}

impl Connection {
    pub(super) fn new(
        client: Option<Network>,
        clients: &Arc<Clients>,
        place: (OwnedSemaphorePermit, TaskTrackerToken, Counted),
    ) -> Self {
        let connection = Self(Arc::new(Held {
            client,
            clients: Arc::clone(clients),
            permit: Turn::default(),
            close: CancellationToken::new(),
            waiting: Mutex::default(),
            _place: place,
        }));
        connection.wait();
        connection
    }

    pub(super) fn permit(&self) -> &Turn {
        &self.0.permit
    }

    /// Whether its client waits on more connections than it should.
    pub(super) fn is_crowded(&self) -> bool {
        self.0.clients.is_crowded(self.0.client)
    }

    /// Whether its clients are behind a proxy of ours.
    pub(super) fn is_of_proxy(&self) -> bool {
        self.0.client.is_none()
    }

    /// Keeps it from being closed for others until what this answers is dropped.
    pub(super) fn protect(&self) -> Protected {
        self.waiting().take();
        Protected(self.clone())
    }

    /// A proxy is never closed while it waits: it would send its next request into a connection that is gone.
    fn wait(&self) {
        let held = &self.0;
        if held.client.is_some() {
            let close = held.close.clone();
            let waiting = held.clients.wait(held.client, Kind::Http, close);
            *self.waiting() = Some(waiting);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection with something to do that is not broken off for others.
pub(super) struct Protected(Connection);

impl Drop for Protected {
    fn drop(&mut self) {
        self.0.wait();
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(
    state: Arc<HttpState>,
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    connection: Connection,
    cut: CancellationToken,
) {
    // Answers are written whole: waiting for more to send would only delay them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let stream = Stalling::new(stream, state.limits().write_stall);
    let stream = TokioIo::new(Deadlined::new(stream, connection.clone(), state.limits()));
    let close = connection.0.close.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(connection.clone());
        answer(router.clone(), request, connection.clone())
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
                    tracing::debug!(%error, "a connection ended in an error");
                }
                return;
            }
            () = state.stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                served.as_mut().graceful_shutdown();
            }
            () = close.cancelled() => {
                tracing::debug!("a connection that waited was closed for others");
                return;
            }
            () = cut.cancelled() => return,
        }
    }
}

/// Without hyper's own timeout of headers: see `deadline`.
fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        // hyper panics below 8 KiB.
        .max_buf_size(limits.header_bytes.max(8 * 1024));
    http
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    connection: Connection,
) -> Result<Response<ResponseBody>, Infallible> {
    connection.permit().advance();
    let response = router.oneshot(request).await?;
    Ok(match response.status() {
        StatusCode::SWITCHING_PROTOCOLS => response.map(ResponseBody::of_upgrade),
        _ => response.map(|body| ResponseBody::last_of(body, connection)),
    })
}
