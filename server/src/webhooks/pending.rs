//! The pending signals of a webhook: those after its cursor that pass its filter.

use super::{filter, list};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::signal::Model as Signal;
use crate::entities::webhook::Model;
use crate::error::Result;
use crate::signals::log::{self, Range};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

/// Returns the next pending signals.
pub(super) async fn next(app: &App, webhook: &Model, limit: u64) -> Result<Vec<Signal>> {
    let Some(filter) = filter::of_row(&webhook.filter) else {
        return Ok(Vec::new());
    };
    let range = Range::next(list::cursor(webhook), limit);
    Ok(log::read(app.db.reader(), app.db.engine, &filter, range).await?)
}

/// Returns the first pending signal up to `through` that is not older than `moment`.
pub(super) async fn since(
    app: &App,
    reader: &impl ConnectionTrait,
    webhook: &Model,
    moment: DateTime<Utc>,
    through: Cursor,
) -> Result<Option<Signal>> {
    let Some(mut filter) = filter::of_row(&webhook.filter) else {
        return Ok(None);
    };
    filter.since = filter.since.max(Some(moment));
    let range = Range::next(list::cursor(webhook), 1).through(through);
    let pending = log::read(reader, app.db.engine, &filter, range).await?;
    Ok(pending.into_iter().next())
}
