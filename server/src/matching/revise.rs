//! Revises a plan: pins and forbids pairs, and has it computed again.

use super::rules_of_plan::{self, Pair};
use super::{excluded, locked};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matching_plan::{ActiveModel, Model, PlanState, mentee, mentor};
use crate::error::{Error, Result};
use crate::ids::{PlanId, UserId};
use crate::signals::{Name, Signal};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::Code;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use std::collections::{HashMap, HashSet};

/// What to change. A pair that was pinned or forbidden before stays so, unless it is on one of these lists.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    /// Pairs to have in the plan.
    pub pin: Vec<Pair>,
    /// Pairs not to have in the plan.
    pub forbid: Vec<Pair>,
    /// Pairs that are neither any more.
    pub release: Vec<Pair>,
}

/// Changes the pins and the forbidden pairs of a plan, and has it computed again with the people who are eligible then.
///
/// # Errors
/// `PLAN_NOT_FOUND`, `PLAN_NOT_READY`, `PLAN_PAIR_INVALID` for people who are not in the plan and for a mentee with two
/// pins, `ROSTER_FULL` for more pins than seats, `MENTEE_UNAVAILABLE` for a pin of two who cannot be matched, or
/// `NotPermitted`.
pub async fn revise(
    app: &App,
    admin: &Admin<RosterWrite>,
    id: PlanId,
    revision: Revision,
) -> Result<Model> {
    let actor = admin.clone();
    let mentees: Vec<UserId> = revision.pin.iter().map(|(mentee, _)| *mentee).collect();
    let excluded: HashSet<Pair> = excluded::pairs(app, &mentees).await?.into_iter().collect();
    let plan = Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, id, revision, excluded)
    })
    .await?;
    app.wake_plans.notify_one();
    Ok(plan)
}

async fn attempt(
    work: Work,
    actor: Admin<RosterWrite>,
    id: PlanId,
    revision: Revision,
    excluded: HashSet<Pair>,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let pairs = revision.pin.iter().chain(&revision.forbid);
    let people: Vec<UserId> = pairs
        .flat_map(|(mentee, mentor)| [*mentee, *mentor])
        .collect();
    let plan = locked::plan(&tx, &actor, id, &[PlanState::Ready], &people).await?;
    check_people(&tx, id, &revision).await?;
    if revision.pin.iter().any(|pair| excluded.contains(pair)) {
        return Err(Error::refused_at(Code::MenteeUnavailable, "pin"));
    }
    rules_of_plan::remove(&tx, id, &revision.release).await?;
    rules_of_plan::add(&tx, id, &revision.forbid, false).await?;
    rules_of_plan::add(&tx, id, &revision.pin, true).await?;
    check_seats(&tx, id).await?;
    let computing = ActiveModel {
        state: Set(PlanState::Computing),
        placed: Set(0),
        lease: Set(None),
        leased_until: Set(None),
        ..plan.into_active_model()
    };
    let plan = computing.update(tx.rows()).await?;
    tx.emit(Signal::plan(Name::MatchingRevised, &plan)).await;
    tx.commit(plan).await
}

/// Checks that everyone is in the plan, and no mentee is pinned twice.
async fn check_people(tx: &Tx, id: PlanId, revision: &Revision) -> Result<()> {
    let pairs = || revision.pin.iter().chain(&revision.forbid);
    let mentees: HashSet<UserId> = pairs().map(|(mentee, _)| *mentee).collect();
    let mentors: HashSet<UserId> = pairs().map(|(_, mentor)| *mentor).collect();
    let known_mentees = mentee::Entity::find()
        .filter(mentee::Column::MenteeId.is_in(mentees.iter().copied()))
        .filter(mentee::Column::PlanId.eq(id))
        .all(tx.rows())
        .await?;
    let known_mentors = mentor::Entity::find()
        .filter(mentor::Column::MentorId.is_in(mentors.iter().copied()))
        .filter(mentor::Column::PlanId.eq(id))
        .all(tx.rows())
        .await?;
    let pinned: HashSet<UserId> = revision.pin.iter().map(|(mentee, _)| *mentee).collect();
    let are_known = known_mentees.len() == mentees.len() && known_mentors.len() == mentors.len();
    match are_known && pinned.len() == revision.pin.len() {
        true => Ok(()),
        false => Err(Error::refused_at(Code::PlanPairInvalid, "pin")),
    }
}

/// Checks that no mentor has more pins than seats.
async fn check_seats(tx: &Tx, id: PlanId) -> Result<()> {
    let rules = rules_of_plan::read(tx.rows(), id).await?;
    let mut pins: HashMap<UserId, i32> = HashMap::new();
    for (_, mentor) in rules.pins {
        *pins.entry(mentor).or_default() += 1;
    }
    let mentors = mentor::Entity::find()
        .filter(mentor::Column::PlanId.eq(id))
        .filter(mentor::Column::MentorId.is_in(pins.keys().copied()))
        .all(tx.rows())
        .await?;
    let is_over = |row: &mentor::Model| {
        let pins = row.mentor_id.and_then(|mentor| pins.get(&mentor));
        pins.is_some_and(|pins| *pins > row.seats)
    };
    match mentors.iter().find(|row| is_over(row)) {
        None => Ok(()),
        Some(row) => {
            let max = u32::try_from(row.seats).unwrap_or(0);
            let full = rules::Violation::at(Code::RosterFull, "pin");
            Err(full.with("max", rules::Param::Number(max)).into())
        }
    }
}
