//! Shares what counts toward the limits on abuse with other processes, and returns the memory of what is over.

use super::schedule::{pause, report};
use crate::app::App;
use crate::db::Engine;
use crate::rate_limits::shared;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often counts are exchanged with other processes.
const EXCHANGE_EVERY: Duration = Duration::from_secs(1);
/// Exchanges between two clean-ups.
const CLEAN_UP_EVERY: u32 = 60;

/// Exchanges counts until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    let is_shared = app.db.engine == Engine::Postgres;
    let mut rounds = 0;
    while !pause(&stop, EXCHANGE_EVERY).await {
        if is_shared {
            report("sharing rate limits", shared::exchange(&app).await);
        }
        rounds = (rounds + 1) % CLEAN_UP_EVERY;
        if rounds == 0 {
            app.rate_limits.tidy();
            if is_shared {
                report(
                    "deleting old rate limits",
                    shared::delete_forgotten(&app).await,
                );
            }
        }
    }
}
