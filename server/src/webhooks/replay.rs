//! EventStream a webhook again.

use super::update;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{SignalsRead, WebhooksWrite};
use crate::cursor::Cursor;
use crate::entities::webhook::{ActiveModel, Model};
use crate::error::{Error, Result};
use crate::ids::WebhookId;
use crate::signals::{Name, log};
use crate::work::{Work, Workflow};
use sea_orm::Set;

/// Sets a webhook back to a place in the log, or forward; what lies behind is told, again or for the first time.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`, and `CursorGone` for a place that the log does not know.
pub async fn replay(
    app: &App,
    admin: &Admin<WebhooksWrite>,
    _: &Admin<SignalsRead>,
    id: WebhookId,
    after: Cursor,
) -> Result<Model> {
    let actor = admin.clone();
    let replayed = Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        move |work| async move {
            let (tx, webhook) = update::begin(work, &actor, id).await?;
            // What the log holds now it still holds when the webhook's place tells the pruning to leave it.
            if !log::knows(tx.rows(), after).await? {
                return Err(Error::CursorGone(log::oldest(tx.rows()).await?));
            }
            let row = ActiveModel {
                transaction_id: Set(after.transaction),
                position: Set(after.position),
                ..update::retry_now(&tx, &webhook)
            };
            update::save(tx, row, Name::WebhookReplayed).await
        },
    )
    .await?;
    app.wake_webhooks.notify_one();
    Ok(replayed)
}
