//! Exports every match, by email address.

use crate::app::App;
use crate::entities::{matched, user};
use crate::error::Result;
use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An exported match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The mentee; the next page starts after it.
    pub mentee_id: UserId,
    /// The mentee's address.
    pub mentee_email: String,
    /// The mentor's address.
    pub mentor_email: String,
    /// When the match began.
    pub matched_at: DateTime<Utc>,
}

/// Returns the next `limit` matches after a mentee.
///
/// # Errors
/// When the database does not respond.
pub async fn export_matches(app: &App, after: Option<UserId>, limit: u64) -> Result<Vec<Exported>> {
    let matches = matched::Entity::find()
        .filter(Condition::all().add_option(after.map(|after| matched::Column::MenteeId.gt(after))))
        .order_by_asc(matched::Column::MenteeId)
        .limit(limit)
        .all(app.db.reader())
        .await?;
    let people: Vec<UserId> = matches
        .iter()
        .flat_map(|row| [row.mentee_id, row.mentor_id])
        .collect();
    let people = user::by_ids(app.db.reader(), &people).await?;
    let email = |id: UserId| {
        let found = people.iter().find(|user| user.id == id);
        found.map(|user| user.email.clone())
    };
    Ok(matches
        .into_iter()
        .filter_map(|row| {
            Some(Exported {
                mentee_id: row.mentee_id,
                mentee_email: email(row.mentee_id)?,
                mentor_email: email(row.mentor_id)?,
                matched_at: row.matched_at,
            })
        })
        .collect())
}
