//! Whether people are matched, for many at once: derived from the matches, stored nowhere.

use crate::app::App;
use crate::entities::{matched, user};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};
use std::collections::HashMap;

/// How a person stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// A mentee's mentor's address.
    pub mentor_email: Option<String>,
    /// Mentees on a mentor's roster.
    pub mentees: u32,
}

impl Standing {
    /// A mentee is matched with a mentor, a mentor once the roster's places, at least one, are taken.
    #[must_use]
    pub const fn is_matched(&self, capacity: u32) -> bool {
        self.mentor_email.is_some() || self.mentees >= capacity
    }
}

/// How these people stand; whoever has no match is absent.
///
/// # Errors
/// When the database does not answer.
pub async fn of(app: &App, people: &[UserId]) -> Result<HashMap<UserId, Standing>> {
    let mut standings: HashMap<UserId, Standing> = HashMap::new();
    let mentors: Vec<(UserId, String)> = matched::Entity::find()
        .select_only()
        .column(matched::Column::MenteeId)
        .column(user::Column::Email)
        .join(JoinType::InnerJoin, matched::Relation::Mentor.def())
        .filter(matched::Column::MenteeId.is_in(people.iter().copied()))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    for (mentee, email) in mentors {
        standings.entry(mentee).or_default().mentor_email = Some(email);
    }
    let rosters: Vec<(UserId, i64)> = matched::Entity::find()
        .select_only()
        .column(matched::Column::MentorId)
        .column_as(matched::Column::MenteeId.count(), "mentees")
        .filter(matched::Column::MentorId.is_in(people.iter().copied()))
        .group_by(matched::Column::MentorId)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    for (mentor, mentees) in rosters {
        standings.entry(mentor).or_default().mentees = u32::try_from(mentees).unwrap_or(u32::MAX);
    }
    Ok(standings)
}
