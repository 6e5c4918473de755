//! The pairs of a plan, and those for whom it has none.

use crate::entities::matching_plan::mentee::{self, Outcome};
use crate::entities::user::Model;
use crate::graphql::suggestion::{FactorPoints, points};
use crate::graphql::user::User;
use crate::ids::UserId;
use crate::matching;
use crate::roster::compatibility::{self, Contribution, Factor};
use async_graphql::{Enum, Object, SimpleObject};
use std::collections::HashMap;
use std::sync::Arc;

/// What became of a pair of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PairOutcome {
    /// The plan was not published, or is being published.
    Planned,
    /// The two were matched.
    Matched,
    /// The two could not be matched any more when the plan was published.
    Refused,
}

impl From<PairOutcome> for Outcome {
    fn from(outcome: PairOutcome) -> Self {
        match outcome {
            PairOutcome::Planned => Self::Planned,
            PairOutcome::Matched => Self::Matched,
            PairOutcome::Refused => Self::Refused,
        }
    }
}

/// What changed after a plan was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PlanChange {
    /// The mentee is not eligible any more, or the account was deleted: see User.matching.
    Mentee,
    /// The mentor is not eligible any more, or the account was deleted: see User.matching.
    Mentor,
    /// Their profiles changed, so that the score is another one now.
    Score,
}

/// Why a plan has no mentor for a mentee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "matching::UnmatchedReason")]
pub enum UnmatchedReason {
    /// No mentor has a free seat.
    NoMentor,
    /// Others fit the seats of the suitable mentors better.
    NoSeat,
    /// There is no mentor with a free seat who has something in common.
    NothingInCommon,
}

/// A mentee and a mentor whom a plan matches.
#[derive(Debug)]
pub struct PlannedPair {
    row: mentee::Model,
    mentee: Option<Arc<Model>>,
    mentor: Option<Arc<Model>>,
}

impl PlannedPair {
    pub(super) fn new(row: mentee::Model, people: &HashMap<UserId, Arc<Model>>) -> Self {
        let find = |id: Option<UserId>| id.and_then(|id| people.get(&id)).cloned();
        Self {
            mentee: find(row.mentee_id),
            mentor: find(row.mentor_id),
            row,
        }
    }

    fn contributions(&self) -> Vec<Contribution> {
        let points = |factor: &Factor| {
            let points = self.row.factors.get(factor.as_str())?.as_u64()?;
            Some((*factor, u32::try_from(points).ok()?))
        };
        Factor::SHOWN.iter().filter_map(points).collect()
    }

    /// Whether the score is another one now.
    fn has_new_score(&self) -> bool {
        let (Some(mentee), Some(mentor)) = (&self.mentee, &self.mentor) else {
            return false;
        };
        let now = compatibility::compatibility(mentee, mentor);
        i32::try_from(compatibility::score_shown(&now)).ok() != Some(self.row.score)
    }
}

/// A mentee and a mentor whom a plan matches.
#[Object]
impl PlannedPair {
    /// The mentee; null when the account was deleted.
    async fn mentee(&self) -> Option<User> {
        self.mentee.clone().map(User::new)
    }

    /// The mentor; null when the account was deleted.
    async fn mentor(&self) -> Option<User> {
        self.mentor.clone().map(User::new)
    }

    /// How well the two fit, 0 to 90, as members see it.
    async fn score(&self) -> i32 {
        self.row.score
    }

    /// The points of each factor.
    async fn factors(&self) -> Vec<FactorPoints> {
        points(&self.contributions())
    }

    /// One sentence about what the two have in common.
    async fn sentence(&self) -> String {
        compatibility::sentence("They", &self.contributions())
    }

    /// Whether an administrator pinned the pair.
    async fn is_pinned(&self) -> bool {
        self.row.is_pinned
    }

    /// What became of it.
    async fn outcome(&self) -> PairOutcome {
        match self.row.outcome {
            Outcome::Planned | Outcome::Unmatched => PairOutcome::Planned,
            Outcome::Matched => PairOutcome::Matched,
            Outcome::Refused => PairOutcome::Refused,
        }
    }

    /// Why the two could not be matched: an error code, such as ROSTER_FULL.
    async fn refusal(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// What changed after the plan was computed; empty for a pair that was matched.
    async fn changes(&self) -> Vec<PlanChange> {
        if self.row.outcome == Outcome::Matched {
            return Vec::new();
        }
        let is_eligible =
            |user: &Option<Arc<Model>>| user.as_ref().is_some_and(|u| u.is_eligible());
        let found = [
            (!is_eligible(&self.mentee), PlanChange::Mentee),
            (!is_eligible(&self.mentor), PlanChange::Mentor),
            (self.has_new_score(), PlanChange::Score),
        ];
        let found = found.into_iter().filter(|(is_so, _)| *is_so);
        found.map(|(_, change)| change).collect()
    }
}

/// A mentee for whom a plan has no mentor.
#[derive(Debug, SimpleObject)]
#[graphql(name = "Unmatched")]
pub struct UnmatchedMentee {
    /// The mentee; null when the account was deleted.
    mentee: Option<User>,
    /// Why there is none.
    reason: Option<UnmatchedReason>,
    /// The smallest change that would help, in a sentence such as "2 more seats among mentors of Biology."
    advice: Option<String>,
}

impl UnmatchedMentee {
    pub(super) fn new(row: mentee::Model, people: &HashMap<UserId, Arc<Model>>) -> Self {
        let reason: Option<matching::UnmatchedReason> =
            row.reason.and_then(|reason| reason.parse().ok());
        let mentee = row.mentee_id.and_then(|id| people.get(&id)).cloned();
        Self {
            mentee: mentee.map(User::new),
            reason: reason.map(UnmatchedReason::from),
            advice: row.advice,
        }
    }
}
