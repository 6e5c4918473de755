//! Deletes old plans.

use crate::app::App;
use crate::entities::matching_plan::{Column, Entity};
use crate::error::Result;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// How long plans are kept.
const RETENTION: Duration = Duration::days(180);

/// Deletes plans that were proposed long ago, with everything that belongs to them.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_old(app: &App) -> Result<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::CreatedAt.lt(app.clock.now() - RETENTION))
        .exec(app.db.writer())
        .await?;
    Ok(deleted.rows_affected)
}
