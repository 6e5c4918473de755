//! Compatibility scores of mentees and mentors.

use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A computed score, 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compatibility_scores")]
pub struct Model {
    /// The mentee.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentee_id: UserId,
    /// The mentor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentor_id: UserId,
    /// 0 to 100.
    pub score: i32,
    /// Points by factor.
    pub factors: Json,
    /// When it was computed.
    pub computed_at: DateTime<Utc>,
}

/// The computed column with the score that members see: without the points for background.
pub const SHOWN: &str = "shown";

/// A score belongs to two accounts.
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

/// Rows with this person as mentee or mentor.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}
