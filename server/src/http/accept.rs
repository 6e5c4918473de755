//! The accept loop: takes connections within a bound, and on request stops and lets them end.
//!
//! `axum::serve` has no timeout for headers and no bound on connections; this is hyper-util's server with
//! both.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    connection::{self, Connection},
    router,
    state::HttpState,
};
use crate::{app::App, graphql::Schema};

/// Said to a connection too many. It has not been read from, so this is all there is to say.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";

/// How long to wait when accepting fails for want of file descriptors or memory.
const PAUSE: Duration = Duration::from_millis(500);

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
    let permits = Arc::new(Semaphore::new(state.limits().connections));
    let mut was_full = false;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = state.stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                recover(&error).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&permits).try_acquire_owned() else {
            refuse(&stream, &mut was_full);
            continue;
        };
        was_full = false;
        let connection = Connection::new(permit, connections.token());
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

/// A client that is gone again costs nothing; a process out of file descriptors must not spin.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "cannot accept connections");
        time::sleep(PAUSE).await;
    }
}

fn refuse(stream: &TcpStream, was_full: &mut bool) {
    if !*was_full {
        tracing::warn!("all places for connections are taken");
    }
    *was_full = true;
    // Whether it is taken or not, the connection is closed.
    let _ = stream.try_write(FULL);
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
