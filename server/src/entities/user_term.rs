//! The search index: the terms of each account.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// A word of an account's name or email address, a major, or a year.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_terms")]
pub struct Model {
    /// The term, folded to lower case without accents. A major starts with "=", a year with "#".
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Whether everyone may search by it: words of names, majors and years.
    pub is_public: bool,
    /// The state of the account, so that a search among few accounts is as fast as among all.
    pub state: i16,
}

/// A term belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::UserId",
        to = "super::user::Column::Id"
    )]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
