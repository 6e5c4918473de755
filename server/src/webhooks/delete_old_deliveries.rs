//! Forgetting what became of deliveries long ago.

use crate::app::App;
use crate::db::delete_in_batches;
use crate::entities::webhook;
use crate::entities::webhook_delivery::{Column, Entity};
use crate::error::Result;
use chrono::Duration;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// For how long deliveries are kept where the log is kept for ever.
const KEPT: Duration = Duration::days(30);

/// Forgets deliveries that were tried last longer ago than the log is kept; returns how many. What an endpoint is
/// still pending is not among them, even if it was given up: it is tried again when the endpoint is switched on.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_old(app: &App) -> Result<u64> {
    let kept = app.config.signal_retention.unwrap_or(KEPT);
    let is_old = Column::LastTriedAt.lte(app.clock.now() - kept);
    delete_in_batches(app, Entity, Column::Id, is_old.and(is_before_cursor())).await
}

/// Whether the endpoint has been told the log up to the delivery's signal, or further.
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
