//! Lists webhooks and their deliveries.

use super::filter;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::WebhooksRead;
use crate::cursor::Cursor;
use crate::entities::webhook::{self, Entity, Model};
use crate::entities::webhook_delivery::{self, Column};
use crate::error::Result;
use crate::ids::{DeliveryId, WebhookId};
use crate::signals::log::Filter;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Returns all webhooks, oldest first.
///
/// # Errors
/// When the database does not respond.
pub async fn webhooks(app: &App, _admin: &Admin<WebhooksRead>) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .order_by_asc(webhook::Column::Id)
        .all(app.db.reader())
        .await?)
}

/// Returns the newest deliveries that failed at least once, only those before `before` if it is given.
///
/// # Errors
/// When the database does not respond.
pub async fn deliveries(
    app: &App,
    _admin: &Admin<WebhooksRead>,
    webhook_id: WebhookId,
    before: Option<DeliveryId>,
    limit: u64,
) -> Result<Vec<webhook_delivery::Model>> {
    let mut deliveries = webhook_delivery::Entity::find().filter(Column::WebhookId.eq(webhook_id));
    if let Some(before) = before {
        deliveries = deliveries.filter(Column::Id.lt(before));
    }
    Ok(deliveries
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(app.db.reader())
        .await?)
}

/// Returns a webhook's filter; `None` if it lets no signal pass that this version knows.
#[must_use]
pub fn filter(webhook: &Model) -> Option<Filter> {
    filter::of_row(&webhook.filter)
}

/// The last signal of the log that the webhook has received or skipped.
#[must_use]
pub const fn cursor(webhook: &Model) -> Cursor {
    Cursor {
        transaction: webhook.transaction_id,
        position: webhook.position,
    }
}
