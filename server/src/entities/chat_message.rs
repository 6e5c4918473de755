//! Messages between matched partners.

use crate::ids::{MessageId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_messages")]
pub struct Model {
    /// Identifier; later messages sort after earlier ones.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    /// The mentee of the conversation.
    pub mentee_id: UserId,
    /// The mentor of the conversation.
    pub mentor_id: UserId,
    /// Which of the two sent it.
    pub sender_id: UserId,
    /// The text.
    pub body: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}

/// Belongs to two accounts; queries join them explicitly.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Rows with this person as mentee or mentor.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}

/// Messages between two partners.
#[must_use]
pub fn between(mentee: UserId, mentor: UserId) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::MentorId.eq(mentor))
}
