//! Pairs that an administrator pinned or forbade in a plan.

use crate::ids::{PlanId, UserId};
use sea_orm::entity::prelude::*;

/// A pin or a ban.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_plan_rules")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    /// The mentee.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentee_id: UserId,
    /// The mentor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentor_id: UserId,
    /// Whether the pair is in the plan; otherwise it is not.
    pub is_pin: bool,
}

/// Has no relations: accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
