//! Matches that ended, who ended them, and why.

use crate::ids::{EndedMatchId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A match that ended.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ended_matches")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EndedMatchId,
    /// The mentee.
    pub mentee_id: UserId,
    /// The mentor.
    pub mentor_id: UserId,
    /// When it began.
    pub matched_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Who ended it.
    pub ended_by: EndedBy,
    /// Why, for administrators.
    pub reason: Option<EndReason>,
}

/// Who ended a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum EndedBy {
    /// The mentee, by leaving.
    Mentee,
    /// The mentee, by blocking the mentor.
    Block,
    /// The mentor.
    Mentor,
    /// An administrator.
    Admin,
    /// The platform, because an account changed its role or was deleted.
    Platform,
}

/// Why a match ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(32))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum EndReason {
    /// The goals were reached.
    GoalsReached,
    /// The other person does not respond.
    NoResponse,
    /// No time.
    NoTime,
    /// The two do not fit.
    NotAGoodFit,
    /// Someone graduated or left campus.
    LeftCampus,
    /// The other person's behavior.
    Conduct,
    /// Something else.
    Other,
}

/// Has no relations: both accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Matches that ended, with this person as mentee or mentor.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}

/// Matches that ended, of a mentee and a mentor.
#[must_use]
pub fn between(mentee: UserId, mentor: UserId) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::MentorId.eq(mentor))
}
