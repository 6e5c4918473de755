//! The retention watermark: how far the log of signals has been pruned. Has one row, from the first pruning on.

use sea_orm::entity::prelude::*;

/// The cursor of the last pruned signal; the start of the log if none was pruned.
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

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
