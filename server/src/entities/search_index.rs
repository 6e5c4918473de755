//! How far the words that accounts are found by were rebuilt.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// The one row.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_marks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Which way of telling words apart this is about.
    pub version: i32,
    /// Whether the words of every account were made so.
    pub is_done: bool,
    /// Accounts up to this one are done.
    pub after_id: Option<UserId>,
}

/// Belongs to nothing.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
