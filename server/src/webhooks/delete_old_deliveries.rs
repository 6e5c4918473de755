//! Deletes old deliveries.

use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::webhook;
use crate::entities::webhook_delivery::{Column, Entity};
use crate::error::Result;
use chrono::Duration;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// How long deliveries are kept if the log is kept forever.
const KEPT: Duration = Duration::days(30);

/// Deletes deliveries whose last attempt is older than the retention period of the log; returns how many. Deliveries of
/// pending signals are kept, even if the server gave them up: they are tried again when the webhook is enabled.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_old(app: &App) -> Result<u64> {
    let kept = app.config.signal_retention.unwrap_or(KEPT);
    let is_old = Column::LastTriedAt.lte(app.clock.now() - kept);
    delete_in_batches(app, Entity, Column::Id, is_old.and(is_before_cursor())).await
}

/// Whether the delivery's signal is not after the webhook's cursor.
fn is_before_cursor() -> Expr {
    let cursor = Expr::tuple([
        Expr::col((webhook::Entity, webhook::Column::TransactionId)),
        Expr::col((webhook::Entity, webhook::Column::Position)),
    ]);
    let signal = Expr::tuple([
        Expr::col((Entity, Column::TransactionId)),
        Expr::col((Entity, Column::Position)),
    ]);
    let is_its_own =
        Expr::col((webhook::Entity, webhook::Column::Id)).equals((Entity, Column::WebhookId));
    let delivered_up_to = Query::select()
        .expr(Expr::val(1))
        .from(webhook::Entity)
        .and_where(is_its_own)
        .and_where(cursor.gte(signal))
        .to_owned();
    Expr::exists(delivered_up_to)
}
