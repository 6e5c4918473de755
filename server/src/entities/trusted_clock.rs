//! The last time at which the server trusted its clock. One row, once the server has run.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// The state of the trusted clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_clock")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The last time that was trusted.
    pub trusted_at: DateTime<Utc>,
    /// The last time that was not trusted, while deletions wait.
    pub held_at: Option<DateTime<Utc>>,
    /// How long deletions have waited.
    pub waited_seconds: i64,
}

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
