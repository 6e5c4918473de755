//! The distinct words that accounts are found by.

use sea_orm::entity::prelude::*;

/// A word of the public terms of at least one account.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_words")]
pub struct Model {
    /// The word, folded like a term.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// Whether members may search by it: they find an account that has it. Otherwise only administrators do.
    pub is_public: bool,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
