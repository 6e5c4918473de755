//! Locks a plan that an administrator changes.

use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matching_plan::{Entity, Model, PlanState};
use crate::error::{Error, Result};
use crate::ids::{PlanId, UserId};
use crate::work::Tx;
use rules::Code;
use sea_orm::{EntityTrait, QuerySelect};

/// Checks the administrator again, and locks other accounts and a plan in one of these states.
///
/// # Errors
/// `PLAN_NOT_FOUND`, `PLAN_NOT_READY`, or `NotPermitted`.
pub(super) async fn plan(
    tx: &Tx,
    actor: &Admin<RosterWrite>,
    id: PlanId,
    states: &[PlanState],
    others: &[UserId],
) -> Result<Model> {
    actor.lock(tx, others).await?;
    let found = Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    let plan = found.ok_or_else(|| Error::refused_at(Code::PlanNotFound, "id"))?;
    match states.contains(&plan.state) {
        true => Ok(plan),
        false => Err(Error::refused_at(Code::PlanNotReady, "id")),
    }
}
