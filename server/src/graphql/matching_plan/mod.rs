//! Plans that match many people at once.

pub mod input;
pub mod mutation;
pub mod pair;
pub mod progress;
pub mod query;

use self::pair::{PairOutcome, PlannedPair, UnmatchedMentee};
use super::context::{caller, parts};
use super::loaders::{Users, load, load_many};
use super::page::{Page, connection};
use super::payload::value;
use super::user::User;
use crate::auth::permission::UsersRead;
use crate::entities::matching_plan::mentee::Outcome;
use crate::entities::matching_plan::{self, Model};
use crate::ids::UserId;
use crate::matching::list::{self, Position};
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "matching_plan::PlanState")]
pub enum PlanState {
    /// It is being computed: matchingProgress shows how far it has come.
    Computing,
    /// It waits to be published, revised or discarded.
    Ready,
    /// Its pairs are matched, as far as that was possible.
    Published,
    /// It was dropped.
    Discarded,
    /// It could not be computed: see failure.
    Failed,
}

/// What a plan maximizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "matching_plan::Objective", name = "MatchingObjective")]
pub enum Objective {
    /// The sum of the scores, as members see them. Nobody is matched without anything in common.
    BestFit,
    /// The number of matches, and among plans with the most matches the sum of the scores.
    MostMatched,
}

/// A plan that matches mentees with mentors. It is the best one for the people who were eligible when it was computed.
#[derive(Debug, Clone)]
pub struct MatchingPlan(pub(super) Model);

/// A plan that matches mentees with mentors. It is the best one for the people who were eligible when it was computed.
#[Object]
impl MatchingPlan {
    /// A UUID.
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What became of it.
    async fn state(&self) -> PlanState {
        self.0.state.into()
    }

    /// What it maximizes.
    async fn objective(&self) -> Objective {
        self.0.objective.into()
    }

    /// The same people and seed have the same plan: the seed chooses between equally good ones.
    async fn seed(&self) -> &str {
        &self.0.seed
    }

    /// How much of the computation is done, 0 to 1.
    async fn progress(&self) -> f64 {
        match (self.0.state, self.0.mentees) {
            (matching_plan::PlanState::Computing, 0) => 0.0,
            (matching_plan::PlanState::Computing, mentees) => {
                f64::from(self.0.placed) / f64::from(mentees)
            }
            _ => 1.0,
        }
    }

    /// Number of mentees whom it is about.
    async fn total(&self) -> i32 {
        self.0.mentees
    }

    /// Number of mentors with free seats.
    async fn mentors(&self) -> i32 {
        self.0.mentors
    }

    /// Number of pairs.
    async fn matched(&self) -> i32 {
        self.0.matched
    }

    /// The sum of the scores of all pairs, as members see them.
    async fn score(&self) -> i32 {
        self.0.score
    }

    /// The sum that no plan for these people, with the same pairs pinned and forbidden, can exceed; for MOST_MATCHED no
    /// plan with as many matches. The server has a proof of it, which it checks after each computation; `bruinbridge
    /// matching verify` checks it again.
    async fn proven_maximum(&self) -> i32 {
        self.0.proven_maximum
    }

    /// Whether it was computed and proved to be the best plan.
    async fn is_optimal(&self) -> bool {
        self.0.computed_at.is_some() && self.0.score == self.0.proven_maximum
    }

    /// Why it could not be computed.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// When it was proposed.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The administrator who proposed it. Null without the permission USERS_READ, and when the account was deleted.
    async fn created_by(&self, context: &Context<'_>) -> Result<Option<User>> {
        let may_see = caller(context)?.admin::<UsersRead>().is_ok();
        let Some(id) = self.0.created_by.filter(|_| may_see) else {
            return Ok(None);
        };
        Ok(load::<Users>(context, id).await?.map(User::new))
    }

    /// When it was last computed.
    async fn computed_at(&self) -> Option<DateTime<Utc>> {
        self.0.computed_at
    }

    /// When it was published.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at
    }

    /// Its pairs. Needs the permission USERS_READ.
    async fn pairs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those with this outcome.")] outcome: Option<PairOutcome>,
        #[graphql(desc = "Number of items, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, PlannedPair>> {
        let outcomes = match outcome {
            Some(outcome) => vec![outcome.into()],
            None => vec![Outcome::Planned, Outcome::Matched, Outcome::Refused],
        };
        let page: Page<Position> = Page::parse(first, after, None, None)?;
        let rows = Box::pin(self.mentees(context, &outcomes, &page)).await?;
        let mut people: Vec<UserId> = rows.iter().filter_map(|row| row.mentee_id).collect();
        people.extend(rows.iter().filter_map(|row| row.mentor_id));
        let people = load_many::<Users>(context, people.into_iter()).await?;
        Ok(connection(&page, rows, |row| {
            let cursor = Position(row.position).to_string();
            (cursor, PlannedPair::new(row, &people))
        }))
    }

    /// The mentees for whom it has no mentor. Needs the permission USERS_READ.
    async fn unmatched(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, UnmatchedMentee>> {
        let page: Page<Position> = Page::parse(first, after, None, None)?;
        let rows = Box::pin(self.mentees(context, &[Outcome::Unmatched], &page)).await?;
        let people: Vec<UserId> = rows.iter().filter_map(|row| row.mentee_id).collect();
        let people = load_many::<Users>(context, people.into_iter()).await?;
        Ok(connection(&page, rows, |row| {
            let cursor = Position(row.position).to_string();
            (cursor, UnmatchedMentee::new(row, &people))
        }))
    }
}

impl MatchingPlan {
    async fn mentees(
        &self,
        context: &Context<'_>,
        outcomes: &[Outcome],
        page: &Page<Position>,
    ) -> Result<Vec<matching_plan::mentee::Model>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let rows = list::mentees(app, &admin, self.0.id, outcomes, page.after, page.limit()).await;
        value(rows)
    }
}
