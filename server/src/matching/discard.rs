//! Discards a plan.

use super::locked;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matching_plan::{ActiveModel, Model, PlanState};
use crate::error::Result;
use crate::ids::PlanId;
use crate::signals::{Name, Signal};
use crate::work::{Committed, Work, Workflow};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

/// Discards a plan that was not published. A computation that is under way stops.
///
/// # Errors
/// `PLAN_NOT_FOUND`, `PLAN_NOT_READY`, or `NotPermitted`.
pub async fn discard(app: &App, admin: &Admin<RosterWrite>, id: PlanId) -> Result<Model> {
    let actor = admin.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, id)
    })
    .await
}

async fn attempt(work: Work, actor: Admin<RosterWrite>, id: PlanId) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let states = [PlanState::Computing, PlanState::Ready, PlanState::Failed];
    let plan = locked::plan(&tx, &actor, id, &states, &[]).await?;
    let discarded = ActiveModel {
        state: Set(PlanState::Discarded),
        lease: Set(None),
        leased_until: Set(None),
        ..plan.into_active_model()
    };
    let plan = discarded.update(tx.rows()).await?;
    tx.emit(Signal::plan(Name::MatchingDiscarded, &plan)).await;
    tx.commit(plan).await
}
