//! The version of the search index for which the terms of accounts were built.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// The only row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_index")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The value of `search::VERSION` for which terms are built.
    pub version: i32,
    /// Whether the terms of every account have been built.
    pub is_done: bool,
    /// Accounts up to this id are done.
    pub after_id: Option<UserId>,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
