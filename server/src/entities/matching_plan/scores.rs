//! The scores that a plan was computed from, for its proof.

use crate::ids::PlanId;
use sea_orm::entity::prelude::*;

/// The scores of a plan.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_plan_scores")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    /// One byte a pair, compressed with zlib (RFC 1950): a row of all mentors for each mentee.
    pub scores: Vec<u8>,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
