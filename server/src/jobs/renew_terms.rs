//! Updates the search terms after an upgrade that changed how they are computed.

use super::schedule::{RETRY_DELAY, pause, report};
use crate::app::App;
use crate::users;
use tokio_util::sync::CancellationToken;

/// Updates the search terms of all users, once.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match report("updating the search terms", users::renew_terms(&app).await) {
            Some(true) => {}
            Some(false) => return,
            None if pause(&stop, RETRY_DELAY).await => return,
            None => {}
        }
    }
}
