//! Words that accounts got or lost, and that the table of distinct words has yet to follow.

use sea_orm::entity::prelude::*;

/// A word to look at.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changed_words")]
pub struct Model {
    /// The order of the queue.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The word.
    pub word: String,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
