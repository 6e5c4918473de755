//! Matches: the only source of who mentors whom.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A mentee and the mentor who has them on the roster.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matches")]
pub struct Model {
    /// The mentee, who has at most one match.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentee_id: UserId,
    /// The mentor.
    pub mentor_id: UserId,
    /// When the match began.
    pub matched_at: DateTime<Utc>,
}

/// A match belongs to two accounts.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The mentee's account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::MenteeId",
        to = "super::user::Column::Id"
    )]
    Mentee,
    /// The mentor's account.
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::MentorId",
        to = "super::user::Column::Id"
    )]
    Mentor,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The other one of the two.
    #[must_use]
    pub fn partner_of(&self, person: UserId) -> UserId {
        match self.mentee_id == person {
            true => self.mentor_id,
            false => self.mentee_id,
        }
    }
}

/// Rows with this person as mentee or mentor.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}

/// The match of a mentee and a mentor.
#[must_use]
pub fn between(mentee: UserId, mentor: UserId) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::MentorId.eq(mentor))
}
