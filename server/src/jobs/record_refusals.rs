//! Records operations that were refused for lack of a permission, counted by the minute, and suspicious activity that could
//! not be recorded at once.

use super::schedule::{pause, report};
use crate::app::App;
use crate::auth::{refusals, suspicions};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60);

/// Records refusals until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    while !pause(&stop, EVERY).await {
        report(
            "recording refusals",
            refusals::record_due(&app, false).await,
        );
        report(
            "recording suspicious activity",
            suspicions::record_due(&app).await,
        );
        report_unrecorded(&app);
    }
}

/// Logs how many failures the signal log did not record.
fn report_unrecorded(app: &App) {
    let count = app.unrecorded.take();
    if count > 0 {
        tracing::warn!(
            count,
            "failures of clients that are not signed in were not recorded: too many for what was sent"
        );
    }
}

/// Records the refused operations of the last minute, and suspicious activity. Called when the server stops, after the last request.
pub async fn record_last(app: &App) {
    report("recording refusals", refusals::record_due(app, true).await);
    report(
        "recording suspicious activity",
        suspicions::record_due(app).await,
    );
    report_unrecorded(app);
}
