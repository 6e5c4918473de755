//! What a webhook has not been told: what passes its filter behind its place in the log.

use super::{filter, list};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::signal::Model as Signal;
use crate::entities::webhook::Model;
use crate::error::Result;
use crate::signals::log::{self, Range};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

/// The next signals.
pub(super) async fn next(app: &App, webhook: &Model, limit: u64) -> Result<Vec<Signal>> {
    let Some(filter) = filter::of_row(&webhook.filter) else {
        return Ok(Vec::new());
    };
    let range = Range::next(list::cursor(webhook), limit);
    Ok(log::read(app.db.reader(), app.db.engine, &filter, range).await?)
}

/// The first one up to a place that is no older than this moment.
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
