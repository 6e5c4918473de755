//! Mutations of plans.

use super::MatchingPlan;
use super::input::{
    DiscardMatchingInput, ProposeMatchingInput, PublishMatchingInput, ReviseMatchingInput, pairs,
};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::graphql::argument::uuid;
use crate::graphql::context::parts;
use crate::graphql::error::UserError;
use crate::graphql::payload::{payload, payloads, value};
use crate::ids::PlanId;
use crate::matching::discard::discard;
use crate::matching::propose::{Proposal, propose};
use crate::matching::publish::publish;
use crate::matching::revise::{Revision, revise};
use async_graphql::{Context, Object, Result, SimpleObject};

/// The plan, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct MatchingPlanPayload {
    /// The plan after the change.
    plan: Option<MatchingPlan>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// What became of the pairs of a plan, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct PublishMatchingPayload {
    /// The plan.
    plan: Option<MatchingPlan>,
    /// Number of pairs that are matched.
    matched: u64,
    /// Number of pairs that could not be matched any more: pairs(outcome: REFUSED) lists them with the reason.
    refused: u64,
    /// Number of pairs that a background job goes on with: 0, unless the server was interrupted.
    remaining: u64,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(MatchingPlanPayload, PublishMatchingPayload);

/// Plans.
#[derive(Default)]
pub struct MatchingPlanMutation;

#[Object]
impl MatchingPlanMutation {
    /// Has a plan computed that matches all eligible people, within the capacity of the mentors, as well as possible. No
    /// pair is matched before the plan is published. Needs the permission ROSTER_WRITE.
    async fn propose_matching(
        &self,
        context: &Context<'_>,
        input: ProposeMatchingInput,
    ) -> Result<MatchingPlanPayload> {
        let (app, admin) = writer(context)?;
        let proposal = Proposal {
            objective: input.objective.into(),
            scope: input.scope.unwrap_or_default().into(),
            seed: input.seed,
        };
        payload(propose(app, &admin, proposal).await, changed)
    }

    /// Pins and forbids pairs of a plan, and has it computed again with the people who are eligible now. Needs the
    /// permission ROSTER_WRITE.
    async fn revise_matching(
        &self,
        context: &Context<'_>,
        input: ReviseMatchingInput,
    ) -> Result<MatchingPlanPayload> {
        let (app, admin) = writer(context)?;
        let id = PlanId(uuid(&input.id, "id")?);
        let revision = Revision {
            pin: pairs(&input.pin, "pin")?,
            forbid: pairs(&input.forbid, "forbid")?,
            release: pairs(&input.release, "release")?,
        };
        payload(Box::pin(revise(app, &admin, id, revision)).await, changed)
    }

    /// Matches the pairs of a plan and sends the emails. A pair that is no longer possible, because someone was matched
    /// or left in the meantime, is left out and reported. Needs the permission ROSTER_WRITE.
    async fn publish_matching(
        &self,
        context: &Context<'_>,
        input: PublishMatchingInput,
    ) -> Result<PublishMatchingPayload> {
        let (app, admin) = writer(context)?;
        let id = PlanId(uuid(&input.id, "id")?);
        payload(publish(app, &admin, id).await, |published| {
            PublishMatchingPayload {
                plan: Some(MatchingPlan(published.plan)),
                matched: published.matched,
                refused: published.refused,
                remaining: published.remaining,
                errors: Vec::new(),
            }
        })
    }

    /// Drops a plan that was not published. Needs the permission ROSTER_WRITE.
    async fn discard_matching(
        &self,
        context: &Context<'_>,
        input: DiscardMatchingInput,
    ) -> Result<MatchingPlanPayload> {
        let (app, admin) = writer(context)?;
        let id = PlanId(uuid(&input.id, "id")?);
        payload(discard(app, &admin, id).await, changed)
    }
}

fn writer<'a>(context: &Context<'a>) -> Result<(&'a App, Admin<RosterWrite>)> {
    let (app, caller) = parts(context)?;
    Ok((app, value(caller.admin::<RosterWrite>())?))
}

fn changed(plan: crate::entities::matching_plan::Model) -> MatchingPlanPayload {
    MatchingPlanPayload {
        plan: Some(MatchingPlan(plan)),
        errors: Vec::new(),
    }
}
