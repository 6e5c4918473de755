//! What the distinct words are looked up by.

use sea_orm::entity::prelude::*;

/// A key of a word.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_word_keys")]
pub struct Model {
    /// The same as the word's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub is_public: bool,
    /// An end of the word, or "~" and the word with at most one character left out (`db/search/keys.rs`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
