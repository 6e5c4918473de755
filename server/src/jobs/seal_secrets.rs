//! Encrypts the secrets of webhooks and hooks that are stored in clear text.

use super::schedule::{RETRY_DELAY, pause, report};
use crate::app::App;
use crate::webhooks::seal_stored::seal_stored;
use tokio_util::sync::CancellationToken;

/// Encrypts them, once.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while report("encrypting secrets", seal_stored(&app).await).is_none() {
        if pause(&stop, RETRY_DELAY).await {
            return;
        }
    }
}
