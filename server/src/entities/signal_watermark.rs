//! The retention watermark: the last signal that was deleted because of its age. One row, from the first pruning on.

use sea_orm::entity::prelude::*;

/// The cursor of the last deleted signal; the start of the log while there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal_watermark")]
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
