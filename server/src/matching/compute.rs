//! What the job does: computes the plans that wait, and finishes publications that were interrupted.

use super::{computing, lease, publish};
use crate::app::App;
use crate::entities::matching_plan::PlanState;
use crate::error::Result;
use tokio_util::sync::CancellationToken;

/// Works on at most one plan, and returns whether there was one.
///
/// # Errors
/// When the database does not respond. The plan is tried again when its lease has ended.
pub async fn compute_due(app: &App, stop: &CancellationToken) -> Result<bool> {
    let Some((plan, lease)) = lease::take_next(app).await? else {
        return Ok(false);
    };
    match plan.state {
        PlanState::Computing => computing::run(app, &plan, lease, stop).await?,
        _ => publish::apply(app, &plan, lease, stop).await?,
    }
    Ok(true)
}
