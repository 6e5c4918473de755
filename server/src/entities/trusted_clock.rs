//! When the server last ran by a clock that it trusted: one row, once it ran.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// How far the clock is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_clock")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The last time that was trusted.
    pub trusted_at: DateTime<Utc>,
    /// The last time that was not, while deletions wait.
    pub held_at: Option<DateTime<Utc>>,
    /// For how long they have waited.
    pub waited_seconds: i64,
}

/// It stands alone.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
