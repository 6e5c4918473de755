//! Reads and writes the row in which all processes record the time that they trust.

use super::hold::Hold;
use crate::app::App;
use crate::entities::signal;
use crate::entities::trusted_clock::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::signals::order;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Order, Set};

/// Returns the row, or `None` before the first tick of any process.
pub(super) async fn find(app: &App) -> Result<Option<Model>> {
    Ok(Entity::find().one(app.db.reader()).await?)
}

/// Returns when the newest signal was emitted.
pub(super) async fn newest_signal(app: &App) -> Result<Option<DateTime<Utc>>> {
    let newest_first = order::sorted(app.db.engine, signal::Entity::find(), Order::Desc);
    let newest = newest_first.one(app.db.reader()).await?;
    Ok(newest.map(|signal| signal.occurred_at))
}

/// Records a trusted time.
pub(super) async fn trust(app: &App, now: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        id: Set(1),
        trusted_at: Set(now),
        held_at: Set(None),
        waited_seconds: Set(0),
    };
    let all = [Column::TrustedAt, Column::HeldAt, Column::WaitedSeconds];
    write(app, row, &all).await
}

/// Records a time that is not trusted, and how long the wait has lasted. Keeps a time that an operator accepted
/// meanwhile.
pub(super) async fn hold(app: &App, hold: &Hold, now: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        id: Set(1),
        trusted_at: Set(hold.trusted_at),
        held_at: Set(Some(now)),
        waited_seconds: Set(hold.waited.num_seconds()),
    };
    write(app, row, &[Column::HeldAt, Column::WaitedSeconds]).await
}

async fn write(app: &App, row: ActiveModel, columns: &[Column]) -> Result<()> {
    let conflict = OnConflict::column(Column::Id)
        .update_columns(columns.iter().copied())
        .to_owned();
    Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(app.db.writer())
        .await?;
    Ok(())
}
