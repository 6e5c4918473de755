//! The mentors of a plan.

use crate::ids::{PlanId, UserId};
use sea_orm::entity::prelude::*;

/// A mentor of a plan.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_plan_mentors")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    /// The column of the scores.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The account; `None` when it was deleted.
    pub mentor_id: Option<UserId>,
    /// Seats that the plan may fill.
    pub seats: i32,
    /// The price of one seat in the proof.
    pub price: i32,
}

/// Has no relations: accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
