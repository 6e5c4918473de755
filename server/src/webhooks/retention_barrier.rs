//! Finds the signals that retention must keep: those that are pending for a webhook.

use super::{list, outcome, pending};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::webhook::{Column, Entity};
use crate::error::Result;
use crate::signals::log;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Returns the cursor of the oldest signal up to `through` that may be pending for a webhook and is not too old to be
/// tried.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn retention_barrier(
    app: &App,
    reader: &impl ConnectionTrait,
    through: Cursor,
) -> Result<Option<Cursor>> {
    let enabled = Entity::find().filter(Column::IsEnabled.eq(true));
    let oldest_tried = app.clock.now() - outcome::LIMIT;
    let mut barrier: Option<Cursor> = None;
    for webhook in enabled.all(reader).await? {
        if list::cursor(&webhook) >= through {
            continue;
        }
        let pending = pending::since(app, reader, &webhook, oldest_tried, through).await?;
        if let Some(cursor) = pending.as_ref().map(log::cursor) {
            barrier = Some(barrier.map_or(cursor, |other| other.min(cursor)));
        }
    }
    Ok(barrier)
}
