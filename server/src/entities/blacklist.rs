//! Mentors whom mentees have blocked.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A block: this mentor is never matched with this mentee.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blacklist")]
pub struct Model {
    /// The mentee who blocks.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentee_id: UserId,
    /// The blocked mentor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentor_id: UserId,
    /// When the mentor was blocked.
    pub blacklisted_at: DateTime<Utc>,
}

/// A block belongs to two accounts.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The mentor's account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::MentorId",
        to = "super::user::Column::Id"
    )]
    Mentor,
}

impl ActiveModelBehavior for ActiveModel {}

/// Rows with this person as mentee or mentor.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}
