//! Pairs that no plan may contain: blocked ones, and those that are not shown to each other for some time.

use crate::app::App;
use crate::entities::blacklist;
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::rematch;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Mentees per statement.
const BATCH: usize = 500;

/// Returns the excluded pairs of these mentees, each the mentee's id and the mentor's.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn pairs(app: &App, mentees: &[UserId]) -> Result<Vec<(UserId, UserId)>> {
    let mut pairs = Vec::new();
    for some in mentees.chunks(BATCH) {
        let blocked: Vec<(UserId, UserId)> = blacklist::Entity::find()
            .select_only()
            .column(blacklist::Column::MenteeId)
            .column(blacklist::Column::MentorId)
            .filter(blacklist::Column::MenteeId.is_in(some.iter().copied()))
            .filter(blacklist::Column::MentorId.is_not_null())
            .into_tuple()
            .all(app.db.reader())
            .await?;
        pairs.extend(blocked);
        pairs.extend(rematch::hidden_pairs(app, some).await?);
    }
    Ok(pairs)
}
