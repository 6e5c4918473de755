//! Replays the log to a webhook.

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

/// Moves a webhook's cursor back or forward; the signals after it are sent, whether or not they were sent before.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`, and `CursorGone` for a cursor that the log does not know.
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
            // Pruning waits for this transaction, so what the log holds now stays until the new cursor protects it.
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
