//! One connection: HTTP/1.1 with its timeouts, until it ends, becomes a WebSocket or is cut.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{Router, extract::ConnectInfo};
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, pin, sync::OwnedSemaphorePermit};
use tokio_util::{sync::CancellationToken, task::task_tracker::TaskTrackerToken};
use tower::ServiceExt;

use super::{stall::Stalling, state::HttpState};
use crate::config::limits::Limits;

/// The place a connection takes among all. A socket holds on to it beyond its HTTP request, so that it
/// keeps counting and the server waits for it when it stops.
#[derive(Clone)]
pub(super) struct Connection {
    _place: Arc<(OwnedSemaphorePermit, TaskTrackerToken)>,
}

impl Connection {
    pub(super) fn new(permit: OwnedSemaphorePermit, tracked: TaskTrackerToken) -> Self {
        Self {
            _place: Arc::new((permit, tracked)),
        }
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
    let stream = TokioIo::new(Stalling::new(stream, state.limits().write_stall));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(connection.clone());
        answer(router.clone(), request)
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
            () = cut.cancelled() => return,
        }
    }
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_header_size(limits.header_bytes)
        // hyper panics below 8 KiB.
        .max_buf_size(limits.header_bytes.max(8 * 1024));
    http
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
) -> Result<Response<axum::body::Body>, Infallible> {
    router.oneshot(request).await
}
