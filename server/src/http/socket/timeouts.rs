//! The waits of a socket: for a client that does not read, and for the end of a session.

use std::future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{sleep, timeout};

use super::Ending;
use crate::auth::session_watch::Watch;
use crate::http::state::HttpState;

/// How long a client whose session ended may take to read the message that is being written.
const LAST_WRITE_TIMEOUT: Duration = Duration::from_millis(300);

/// Writes to a client. Waits for a slow client up to the write timeout.
pub(super) async fn write(
    mut writing: Pin<&mut impl Future<Output = Result<(), Ending>>>,
    state: &HttpState,
    watch: &mut Option<Watch>,
) -> Result<(), Ending> {
    match writing.as_mut().now_or_never() {
        Some(written) => written,
        // Boxed only while it waits: few clients are slow, but every task would be as large as this future.
        None => Box::pin(wait_for(writing, state, watch)).await,
    }
}

async fn wait_for(
    mut writing: Pin<&mut impl Future<Output = Result<(), Ending>>>,
    state: &HttpState,
    watch: &mut Option<Watch>,
) -> Result<(), Ending> {
    let lost = tokio::select! {
        biased;
        written = writing.as_mut() => return written,
        () = state.stop.cancelled() => return Err(Ending::GOING_AWAY),
        lost = lost(watch) => lost,
        () = sleep(state.limits().socket.write_timeout) => return Err(Ending::TOO_SLOW),
    };
    // The close frame can only follow the message. A client that does not read would not read it either.
    match timeout(LAST_WRITE_TIMEOUT, writing).await {
        Ok(_) => Err(lost),
        Err(_) => Err(Ending::Gone),
    }
}

/// Waits until the session ends or loses a permission.
pub(super) async fn lost(watch: &mut Option<Watch>) -> Ending {
    match watch {
        Some(watch) => watch.lost().await.into(),
        None => future::pending().await,
    }
}
