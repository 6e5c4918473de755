//! Mentors and addresses that mentees have blocked.
//!
//! A row is of one of two kinds: chosen from a list (by id), or typed (by address). It follows the account that it
//! blocks to another address, and that address to a later account.

use crate::ids::{BlockId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A block: whoever it stands for is not matched with this mentee any more.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blacklist")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BlockId,
    /// The mentee who blocks.
    pub mentee_id: UserId,
    /// The account that is blocked now, whatever its role; none while no verified account has the address.
    pub mentor_id: Option<UserId>,
    /// What the mentee typed, in lower case; none if they chose a mentor from a list.
    pub typed: Option<String>,
    /// The same without its "+tag".
    pub typed_base: Option<String>,
    /// The address that the block follows, without a "+tag": that of the account, or of the last one it stood for.
    pub base_email: String,
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

/// Rows with which this mentee blocks this mentor: at most one of each kind for an address.
#[must_use]
pub fn between(mentee_id: UserId, mentor_id: UserId) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee_id))
        .add(Column::MentorId.eq(mentor_id))
}

/// Rows of mentors who were chosen from a list.
#[must_use]
pub fn chosen() -> Condition {
    Condition::all().add(Column::Typed.is_null())
}
