//! The MAX_MENTEES under which the stored match status was computed.

use sea_orm::entity::prelude::*;

/// The only row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_marks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// MAX_MENTEES at that time.
    pub max_mentees: i32,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
