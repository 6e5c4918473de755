//! The process that computes scores: one at a time, so that none writes what another has read before a change.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The only row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "score_worker")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Identifies a round of one process.
    pub holder: Uuid,
    /// When others may take over, unless the holder is faster.
    pub held_until: DateTime<Utc>,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
