//! Loads matches for many people at once.

use crate::app::App;
use crate::entities::{matched, user};
use crate::error::Result;
use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use std::collections::HashMap;

/// A mentee on a roster.
#[derive(Debug, Clone)]
pub struct Mentee {
    /// The account.
    pub user: user::Model,
    /// When the match began.
    pub matched_at: DateTime<Utc>,
}

/// Returns the mentees of these mentors, earliest match first; mentors without mentees are absent.
///
/// # Errors
/// When the database does not respond.
pub async fn rosters(app: &App, mentors: &[UserId]) -> Result<HashMap<UserId, Vec<Mentee>>> {
    let rows = matched::Entity::find()
        .join(JoinType::InnerJoin, matched::Relation::Mentee.def())
        .filter(matched::Column::MentorId.is_in(mentors.iter().copied()))
        .order_by_asc(matched::Column::MatchedAt)
        .order_by_asc(matched::Column::MenteeId)
        .select_also(user::Entity)
        .all(app.db.reader())
        .await?;
    let mut rosters: HashMap<UserId, Vec<Mentee>> = HashMap::new();
    for (row, user) in rows {
        let mentee = user.map(|user| Mentee {
            user,
            matched_at: row.matched_at,
        });
        rosters.entry(row.mentor_id).or_default().extend(mentee);
    }
    Ok(rosters)
}

/// Returns the mentors of these mentees; mentees without a mentor are absent.
///
/// # Errors
/// When the database does not respond.
pub async fn mentors(app: &App, mentees: &[UserId]) -> Result<HashMap<UserId, user::Model>> {
    let rows = matched::Entity::find()
        .join(JoinType::InnerJoin, matched::Relation::Mentor.def())
        .filter(matched::Column::MenteeId.is_in(mentees.iter().copied()))
        .select_also(user::Entity)
        .all(app.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, mentor)| Some((row.mentee_id, mentor?)))
        .collect())
}
