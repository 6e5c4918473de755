//! Deleting a webhook.

use super::update::not_found;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::WebhooksWrite;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::webhook::Entity;
use crate::error::Result;
use crate::ids::WebhookId;
use sea_orm::EntityTrait;

/// Deletes a webhook with what is known of its deliveries.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`.
pub async fn delete(app: &App, admin: &Admin<WebhooksWrite>, id: WebhookId) -> Result<()> {
    let actor = Some(admin.user_id());
    Work::run(app, actor, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let deleted = Entity::delete_by_id(id).exec(tx.rows()).await?;
        if deleted.rows_affected == 0 {
            return Err(not_found());
        }
        tx.commit(()).await
    })
    .await
}
