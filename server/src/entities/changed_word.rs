//! Words that accounts got or lost, and that the table of distinct words has yet to follow.

use crate::db::Transaction;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryTrait, Set};

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

/// Adds words to the queue; at least one.
pub fn add(transaction: &Transaction, words: impl IntoIterator<Item = String>) {
    let rows = words.into_iter().map(|word| ActiveModel {
        word: Set(word),
        ..Default::default()
    });
    transaction.run_later(Entity::insert_many(rows).as_query());
}
