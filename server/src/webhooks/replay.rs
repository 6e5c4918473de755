//! Telling a webhook again.

use super::update;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{SignalsRead, WebhooksWrite};
use crate::entities::webhook::Model;
use crate::error::{Error, Result};
use crate::ids::WebhookId;
use crate::signals::{Cursor, Name, log};
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
    if !log::knows(app.db.reader(), after).await? {
        return Err(Error::CursorGone(log::oldest(app.db.reader()).await?));
    }
    update::change(app, admin, id, Name::WebhookReplayed, move |_, row| {
        row.transaction_id = Set(after.transaction);
        row.position = Set(after.position);
        Ok(())
    })
    .await
}
