//! Skips signals that a webhook's filter excludes: the cursor follows the end of the log, so that the same part is not
//! searched again and again.

use super::filter;
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::webhook::{ActiveModel, Entity, Model};
use crate::error::Result;
use chrono::Duration;
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, Set, Unchanged};

/// The cursor moves after this many signals; not every commit is worth a write.
const STRIDE: i64 = 500;
/// The cursor moves after this time in any case.
const MAX_DELAY: Duration = Duration::minutes(1);

/// Moves the cursor of a webhook without pending signals to `end`, unless it is close to it. `end` was stable before
/// the webhook was found to have no pending signals, so no signal can appear before `end` any more. Does nothing if the
/// webhook was claimed or changed in the meantime.
pub(super) async fn skip(app: &App, webhook: &Model, end: Cursor) -> Result<()> {
    let now = app.clock.now();
    let is_close =
        end.position - webhook.position < STRIDE && (now - webhook.due_at).abs() < MAX_DELAY;
    // A process of another version may understand the filter and deliver what this version does not know.
    if is_close || !filter::is_understood(&webhook.filter) {
        return Ok(());
    }
    let transaction = app.db.begin().await?;
    let found = Entity::find_by_id(webhook.id)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    if found.as_ref() == Some(webhook) {
        let row = ActiveModel {
            id: Unchanged(webhook.id),
            transaction_id: Set(end.transaction),
            position: Set(end.position),
            // A signal that failed and is no longer in the log is not tried again.
            attempts: Set(0),
            failing_since: Set(None),
            due_at: Set(now),
            ..Default::default()
        };
        row.update(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
