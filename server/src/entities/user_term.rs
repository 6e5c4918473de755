//! Words that people are found by.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// A word of a person's name or address, a major, or a year.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_terms")]
pub struct Model {
    /// The word, without case and accents; a major behind "=", a year behind "#".
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Whether everybody may search by it: a word of a name, a major or a year.
    pub is_public: bool,
    /// The state of the account, so that a search is as quick among few accounts as among all.
    pub state: i16,
}

/// A word belongs to an account.
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
