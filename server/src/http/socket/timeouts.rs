//! How long a socket waits: for a client that does not read, and with whom its session may have ended.

use std::{future, pin::Pin, time::Duration};

use futures_util::FutureExt;
use tokio::time::{sleep, timeout};

use super::Ending;
use crate::{auth::session_watch::Watch, http::state::HttpState};

/// How long a client whose session is lost may take to read what was being written.
const LAST_MOMENT: Duration = Duration::from_millis(300);

/// Writes, and waits for a client that does not read, but not for ever.
pub(super) async fn write(
    mut writing: Pin<&mut impl Future<Output = Result<(), Ending>>>,
    state: &HttpState,
    watch: &mut Option<Watch>,
) -> Result<(), Ending> {
    match writing.as_mut().now_or_never() {
        Some(written) => written,
        // In a box that is there only meanwhile: few clients are slow, and all have room for what they may wait for.
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
    // The reason can only follow what is written already. Whoever does not read would not read it either.
    match timeout(LAST_MOMENT, writing).await {
        Ok(_) => Err(lost),
        Err(_) => Err(Ending::Gone),
    }
}

/// Waits until the session is not what it was.
pub(super) async fn lost(watch: &mut Option<Watch>) -> Ending {
    match watch {
        Some(watch) => watch.lost().await.into(),
        None => future::pending().await,
    }
}
