//! The mentees of a plan, each with their mentor or the reason why there is none.

use crate::ids::{PlanId, UserId};
use sea_orm::entity::prelude::*;

/// A mentee of a plan.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_plan_mentees")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    /// The row of the scores.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The account; `None` when it was deleted.
    pub mentee_id: Option<UserId>,
    /// The mentor's account; `None` without one, and when it was deleted.
    pub mentor_id: Option<UserId>,
    /// The column of the scores.
    pub mentor_position: Option<i32>,
    /// The price of the mentee in the proof.
    pub price: i32,
    /// The score of the pair.
    pub score: i32,
    /// The points of each factor that members see.
    pub factors: Json,
    /// Whether an administrator pinned the pair.
    pub is_pinned: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// Why there is no mentor: `matching::UnmatchedReason`, or why the match was refused: the code.
    pub reason: Option<String>,
    /// The smallest change that would help.
    pub advice: Option<String>,
}

/// What became of a mentee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Outcome {
    /// Planned, not published.
    Planned,
    /// The plan has no mentor for them.
    Unmatched,
    /// Matched when the plan was published.
    Matched,
    /// Could not be matched any more when the plan was published.
    Refused,
}

/// Has no relations: accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
