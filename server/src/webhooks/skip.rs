//! Passing over what an endpoint is not told: its place follows the log, so that nobody reads the same part of it again
//! and again in search of something to tell.

use super::filter;
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::webhook::{ActiveModel, Entity, Model};
use crate::error::Result;
use chrono::Duration;
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, Set, Unchanged};

/// After so many signals a place follows; not every commit is worth a write.
const STRIDE: i64 = 500;
/// After this long it follows in any case.
const REST: Duration = Duration::minutes(1);

/// Moves the place of an endpoint that is pending nothing up to `end` there, unless that is close by. `end` was settled
/// before it was found to be pending nothing, so nothing can appear in between any more. Whoever claimed or changed the
/// webhook meanwhile has the last word.
pub(super) async fn skip(app: &App, webhook: &Model, end: Cursor) -> Result<()> {
    let now = app.clock.now();
    let is_close = end.position - webhook.position < STRIDE && (now - webhook.due_at).abs() < REST;
    // What this version does not understand, another one may be telling.
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
            // A signal that was not taken and is gone from the log is not tried any more.
            attempts: Set(0),
            failing_since: Set(None),
            due_at: Set(now),
            ..Default::default()
        };
        row.update(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
