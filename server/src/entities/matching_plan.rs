//! Plans that match many people at once, and what they are made of.

pub mod mentee;
pub mod mentor;
pub mod rule;
pub mod scores;

use crate::ids::{PlanId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_plans")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanId,
    /// What became of it.
    pub state: PlanState,
    /// What it maximizes.
    pub objective: Objective,
    /// Any text: the same people and seed have the same plan.
    pub seed: String,
    /// Whom it is about: `matching::Scope`.
    pub scope: Json,
    /// The administrator who proposed it.
    pub created_by: Option<UserId>,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
    /// When it was last computed.
    pub computed_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// The administrator who published it.
    pub published_by: Option<UserId>,
    /// How many mentees the computation has dealt with.
    pub placed: i32,
    /// Number of mentees.
    pub mentees: i32,
    /// Number of mentors.
    pub mentors: i32,
    /// Number of pairs.
    pub matched: i32,
    /// The sum of the pairs' scores.
    pub score: i32,
    /// The sum that its prices prove to be the greatest possible, for the most matches among plans with as many.
    pub proven_maximum: i32,
    /// Why it could not be computed.
    pub failure: Option<String>,
    /// The run that works on it.
    pub lease: Option<Uuid>,
    /// When another process may take over.
    pub leased_until: Option<DateTime<Utc>>,
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum PlanState {
    /// It is being computed.
    Computing,
    /// It waits to be published, revised or discarded.
    Ready,
    /// Its pairs are matched, as far as that was possible.
    Published,
    /// It was dropped.
    Discarded,
    /// It could not be computed.
    Failed,
}

/// What a plan maximizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Objective {
    /// The sum of the scores, as members see them.
    BestFit,
    /// The number of matches, and then the sum of the scores.
    MostMatched,
}

/// Has no relations: what belongs to a plan is loaded by its id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
