//! Folds changes into the counters of accounts and signals, which only PostgreSQL keeps apart.

use super::schedule::{pause, report};
use crate::app::App;
use crate::db::{Engine, counts};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to look for changes. Readers add up those that wait, so that they need not be few.
const EVERY: Duration = Duration::from_secs(5);

/// Folds changes until `stop` is canceled; on SQLite there are none.
pub(super) async fn run(app: App, stop: CancellationToken) {
    if app.db.engine == Engine::Sqlite {
        return;
    }
    loop {
        let has_more = report("updating counters", counts::fold(&app).await);
        if has_more == Some(true) && !stop.is_cancelled() {
            continue;
        }
        if pause(&stop, EVERY).await {
            return;
        }
    }
}
