//! Up to where the log of signals has been pruned: one row, once somebody looked whether there is something to prune.

use sea_orm::entity::prelude::*;

/// The place of the last signal that is not kept any more; the start while all are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal_marks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Transaction that wrote it.
    pub transaction_id: i64,
    /// Its position.
    pub position: i64,
}

/// It points to nothing that still exists.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
