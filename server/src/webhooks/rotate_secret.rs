//! Gives a webhook a new secret.

use super::{secret, update};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::WebhooksWrite;
use crate::entities::webhook::Model;
use crate::error::Result;
use crate::ids::WebhookId;
use crate::signals::Name;
use sea_orm::Set;

/// Gives a webhook a new secret. For a day deliveries carry a signature of each, so that the endpoint can switch
/// without losing a delivery.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`.
pub async fn rotate_secret(
    app: &App,
    admin: &Admin<WebhooksWrite>,
    id: WebhookId,
) -> Result<Model> {
    let secret = app.seal.close(id.0, &secret::generate()?)?;
    let until = app.clock.now() + secret::OVERLAP;
    update::change(
        app,
        admin,
        id,
        Name::WebhookSecretRotated,
        move |webhook, row| {
            row.previous_secret = Set(Some(webhook.secret.clone()));
            row.previous_secret_until = Set(Some(until));
            row.secret = Set(secret);
            Ok(())
        },
    )
    .await
}
