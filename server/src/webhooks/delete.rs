//! Deletes a webhook.

use super::update;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::WebhooksWrite;
use crate::entities::webhook::Entity;
use crate::error::Result;
use crate::ids::WebhookId;
use crate::signals::{Name, Signal};
use crate::work::{Work, Workflow};
use sea_orm::EntityTrait;

/// Deletes a webhook and its deliveries.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`.
pub async fn delete(app: &App, admin: &Admin<WebhooksWrite>, id: WebhookId) -> Result<()> {
    let actor = admin.clone();
    Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        move |work| async move {
            let (tx, webhook) = update::begin(work, &actor, id).await?;
            Entity::delete_by_id(id).exec(tx.rows()).await?;
            tx.emit(Signal::webhook(Name::WebhookDeleted, &webhook))
                .await;
            tx.commit(()).await
        },
    )
    .await
}
