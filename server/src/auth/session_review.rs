//! Looks watched sessions up again: after a signal that may have changed them, and when they expire.

use super::caller::SignedIn;
use super::session_watch::AffectedSessions;
use super::sessions;
use crate::app::App;
use crate::entities::signal::Model as Signal;
use crate::error::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Maximum delay until an expired session is noticed.
const TICK: Duration = Duration::from_millis(500);

/// Looks up the watched sessions that these signals may have changed, and updates their sockets.
///
/// # Errors
/// When the database does not respond; the signals must not be passed on then.
pub async fn review(app: &App, signals: &[Signal]) -> Result<()> {
    let reach = AffectedSessions::of(signals);
    let concerned = app.watches.concerned(|signed_in| reach.includes(signed_in));
    renew(app, concerned).await
}

/// Ends sessions that expire, until `stop` is canceled.
pub async fn end_in_time(app: App, stop: CancellationToken) {
    loop {
        let due = app.watches.due(app.clock.now());
        if let Err(error) = renew(&app, due).await {
            tracing::error!(%error, "cannot look up whether sessions have ended");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

pub(super) async fn renew(app: &App, concerned: Vec<Arc<SignedIn>>) -> Result<()> {
    for SignedIn { session, user, .. } in concerned.iter().map(Arc::as_ref) {
        let _permit = app.watches.renewal.lock().await;
        let state = sessions::look_up(app, session.digest.clone()).await?;
        if state.is_none() {
            // A client that finds its socket closed must find its requests refused as well.
            app.sessions.remove_user(user.id);
        }
        app.watches.update(app, &session.digest, state);
    }
    Ok(())
}
