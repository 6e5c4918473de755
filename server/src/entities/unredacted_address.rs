//! Former email addresses of deleted accounts which the log may still contain. A job redacts them, and then deletes the
//! rows.

use crate::ids::{FormerAddressId, UserId};
use sea_orm::entity::prelude::*;

/// An address that a deleted account had before.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unredacted_addresses")]
pub struct Model {
    /// The id that it had among the former addresses.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FormerAddressId,
    /// The account, which does not exist any more.
    pub user_id: UserId,
    /// The address.
    pub email: String,
}

/// It has no relations: its account is deleted.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
