//! Counts the accounts by the kind of their password hash, for what is checked where there is no account.

use super::schedule::{pause, report};
use crate::app::App;
use crate::auth::decoys;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(300);

/// Counts until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        report("counting passwords", decoys::refresh(&app).await);
        if pause(&stop, EVERY).await {
            return;
        }
    }
}
