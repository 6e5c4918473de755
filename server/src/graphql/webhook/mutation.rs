//! Making, changing and deleting webhooks.

use super::input::{
    CreateWebhookInput, DeleteWebhookInput, ReplayWebhookInput, RotateWebhookSecretInput,
    UpdateWebhookInput,
};
use super::{Webhook, id};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{SignalsRead, WebhooksWrite};
use crate::cursor::Cursor;
use crate::entities::webhook::Model;
use crate::error;
use crate::graphql::context::parts;
use crate::graphql::error::{UserError, bad_input};
use crate::graphql::payload::{payload, payloads, value};
use crate::graphql::signal_filter::filter;
use crate::webhooks::{create, delete, replay, rotate_secret, update};
use async_graphql::{Context, Object, Result, SimpleObject};
use std::str::FromStr;

/// The webhook, or why it was not made or changed.
#[derive(Debug, Default, SimpleObject)]
pub struct WebhookPayload {
    /// The webhook as it is now.
    webhook: Option<Webhook>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The webhook and what its deliveries are signed with, or why it was not made.
#[derive(Debug, Default, SimpleObject)]
pub struct CreateWebhookPayload {
    /// The webhook.
    webhook: Option<Webhook>,
    /// What deliveries are signed with. Shown this once.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The webhook and its new secret, or why it has none.
#[derive(Debug, Default, SimpleObject)]
pub struct RotateWebhookSecretPayload {
    /// The webhook.
    webhook: Option<Webhook>,
    /// Shown this once. Deliveries are signed with it from now on, and for 24 hours with the one before as well.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Whether a webhook was deleted.
#[derive(Debug, Default, SimpleObject)]
pub struct DeleteWebhookPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    WebhookPayload,
    CreateWebhookPayload,
    RotateWebhookSecretPayload,
    DeleteWebhookPayload
);

/// Webhooks.
#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes a webhook that is told signals from now on. Needs the permissions WEBHOOKS_WRITE and SIGNALS_READ.
    async fn create_webhook(
        &self,
        context: &Context<'_>,
        input: CreateWebhookInput,
    ) -> Result<CreateWebhookPayload> {
        let (app, admin, reader) = discloser(context)?;
        let filter = filter(input.filter)?;
        let created = create::create(app, &admin, &reader, &input.url, &filter).await;
        let accepted = |webhook: Model| CreateWebhookPayload {
            secret: Some(webhook.secret.clone()),
            webhook: Some(Webhook(webhook)),
            errors: Vec::new(),
        };
        payload(created, accepted)
    }

    /// Changes a webhook, switches it on or off. Needs the permissions WEBHOOKS_WRITE and SIGNALS_READ.
    async fn update_webhook(
        &self,
        context: &Context<'_>,
        input: UpdateWebhookInput,
    ) -> Result<WebhookPayload> {
        let (app, admin, reader) = discloser(context)?;
        let changes = update::Changes {
            url: input.url,
            filter: input.filter.map(|some| filter(Some(some))).transpose()?,
            is_enabled: input.is_enabled,
        };
        changed(update::update(app, &admin, &reader, id(&input.id)?, changes).await)
    }

    /// Deletes a webhook with what is known of its deliveries. Needs the permission WEBHOOKS_WRITE.
    async fn delete_webhook(
        &self,
        context: &Context<'_>,
        input: DeleteWebhookInput,
    ) -> Result<DeleteWebhookPayload> {
        let (app, admin) = writer(context)?;
        let deleted = delete::delete(app, &admin, id(&input.id)?).await;
        payload(deleted, |()| DeleteWebhookPayload::default())
    }

    /// Gives a webhook a new secret; for 24 hours both count. Needs the permission WEBHOOKS_WRITE.
    async fn rotate_webhook_secret(
        &self,
        context: &Context<'_>,
        input: RotateWebhookSecretInput,
    ) -> Result<RotateWebhookSecretPayload> {
        let (app, admin) = writer(context)?;
        let rotated = rotate_secret::rotate_secret(app, &admin, id(&input.id)?).await;
        let accepted = |webhook: Model| RotateWebhookSecretPayload {
            secret: Some(webhook.secret.clone()),
            webhook: Some(Webhook(webhook)),
            errors: Vec::new(),
        };
        payload(rotated, accepted)
    }

    /// Tells a webhook everything behind a cursor, again or for the first time. Needs the permissions WEBHOOKS_WRITE and
    /// SIGNALS_READ.
    async fn replay_webhook(
        &self,
        context: &Context<'_>,
        input: ReplayWebhookInput,
    ) -> Result<WebhookPayload> {
        let (app, admin, reader) = discloser(context)?;
        let after = Cursor::from_str(&input.after);
        let after = after.map_err(|_| bad_input("after is not a cursor of the log."))?;
        changed(replay::replay(app, &admin, &reader, id(&input.id)?, after).await)
    }
}

fn writer<'a>(context: &Context<'a>) -> Result<(&'a App, Admin<WebhooksWrite>)> {
    let (app, caller) = parts(context)?;
    Ok((app, value(caller.admin::<WebhooksWrite>())?))
}

/// Whoever decides which signals go where has to be allowed to read them.
fn discloser<'a>(
    context: &Context<'a>,
) -> Result<(&'a App, Admin<WebhooksWrite>, Admin<SignalsRead>)> {
    let (app, caller) = parts(context)?;
    let reader = value(caller.admin::<SignalsRead>())?;
    Ok((app, value(caller.admin::<WebhooksWrite>())?, reader))
}

fn changed(result: error::Result<Model>) -> Result<WebhookPayload> {
    let accepted = |webhook| WebhookPayload {
        webhook: Some(Webhook(webhook)),
        errors: Vec::new(),
    };
    payload(result, accepted)
}
