//! Resumes mentors whose pause is over.

use super::schedule::{BATCH, clock_is_trusted, pause, report};
use crate::app::App;
use crate::roster::resume_due::resume_due;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60);

/// Resumes mentors until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if clock_is_trusted(&app).await
            && let Some(resumed @ 1..) = report("resuming mentors", resume_due(&app, BATCH).await)
        {
            tracing::info!(resumed, "mentors whose pause was over were resumed");
        }
        if pause(&stop, EVERY).await {
            return;
        }
    }
}
