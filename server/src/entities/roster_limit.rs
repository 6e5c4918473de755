//! The limit of rosters under which it was noted who is matched.

use sea_orm::entity::prelude::*;

/// The one row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_marks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// MAX_MENTEES at that time.
    pub max_mentees: i32,
}

/// Belongs to nothing.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
