//! Proposes a plan.

use super::scope::Scope;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matching_plan::{ActiveModel, Model, Objective, PlanState};
use crate::error::{Error, Result};
use crate::ids::PlanId;
use crate::signals::{Name, Signal};
use crate::work::{Committed, Work, Workflow};
use rand::random;
use sea_orm::{ActiveModelTrait, Set};

/// The longest seed, in characters.
const SEED_MAX: usize = 64;

/// What to propose.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What to maximize.
    pub objective: Objective,
    /// Whom to match.
    pub scope: Scope,
    /// Any text; without one, a random number.
    pub seed: Option<String>,
}

/// Stores a plan, which the job computes.
///
/// # Errors
/// `BadInput` for a seed that is too long, and `NotPermitted`.
pub async fn propose(app: &App, admin: &Admin<RosterWrite>, proposal: Proposal) -> Result<Model> {
    let seed = proposal.seed.clone();
    let seed = seed.unwrap_or_else(|| random::<u32>().to_string());
    if seed.is_empty() || seed.chars().count() > SEED_MAX || seed.contains('\0') {
        let sentence = format!("seed must have 1 to {SEED_MAX} characters.");
        return Err(Error::BadInput(sentence));
    }
    let actor = admin.clone();
    let plan = Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, proposal, seed)
    })
    .await?;
    app.wake_plans.notify_one();
    Ok(plan)
}

async fn attempt(
    work: Work,
    actor: Admin<RosterWrite>,
    proposal: Proposal,
    seed: String,
) -> Result<Committed<Model>> {
    let scope = serde_json::to_value(proposal.scope)
        .map_err(|error| Error::Unexpected(format!("the scope of a plan: {error}")))?;
    let tx = work.begin().await?;
    actor.lock(&tx, &[]).await?;
    let plan = ActiveModel {
        id: Set(PlanId::new()),
        state: Set(PlanState::Computing),
        objective: Set(proposal.objective),
        seed: Set(seed),
        scope: Set(scope),
        created_by: Set(Some(actor.user_id())),
        created_at: Set(tx.app.clock.now()),
        computed_at: Set(None),
        published_at: Set(None),
        published_by: Set(None),
        placed: Set(0),
        mentees: Set(0),
        mentors: Set(0),
        matched: Set(0),
        score: Set(0),
        proven_maximum: Set(0),
        failure: Set(None),
        lease: Set(None),
        leased_until: Set(None),
    };
    let plan = plan.insert(tx.rows()).await?;
    tx.emit(Signal::plan(Name::MatchingProposed, &plan)).await;
    tx.commit(plan).await
}
