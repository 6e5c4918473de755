//! Mutations of webhooks.

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

/// The webhook, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct WebhookPayload {
    /// The webhook after the change.
    webhook: Option<Webhook>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The webhook and its secret, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct CreateWebhookPayload {
    /// The webhook.
    webhook: Option<Webhook>,
    /// The secret that signs deliveries. Shown only once.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The webhook and its new secret, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct RotateWebhookSecretPayload {
    /// The webhook.
    webhook: Option<Webhook>,
    /// The new secret. Shown only once. Deliveries are signed with it, and for 24 hours also with the previous one.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The result of deleting a webhook.
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
    /// Creates a webhook. It gets signals from now on. Needs the permissions WEBHOOKS_WRITE and SIGNALS_READ.
    async fn create_webhook(
        &self,
        context: &Context<'_>,
        input: CreateWebhookInput,
    ) -> Result<CreateWebhookPayload> {
        let (app, admin, reader) = discloser(context)?;
        let filter = filter(input.filter)?;
        let created = Box::pin(create::create(app, &admin, &reader, &input.url, &filter)).await;
        let accepted = |(webhook, secret)| CreateWebhookPayload {
            secret: Some(secret),
            webhook: Some(Webhook(webhook)),
            errors: Vec::new(),
        };
        payload(created.and_then(|webhook| shown(app, webhook)), accepted)
    }

    /// Changes a webhook, or enables or disables it. Needs the permissions WEBHOOKS_WRITE and SIGNALS_READ.
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

    /// Deletes a webhook and its deliveries. Needs the permission WEBHOOKS_WRITE.
    async fn delete_webhook(
        &self,
        context: &Context<'_>,
        input: DeleteWebhookInput,
    ) -> Result<DeleteWebhookPayload> {
        let (app, admin) = writer(context)?;
        let deleted = delete::delete(app, &admin, id(&input.id)?).await;
        payload(deleted, |()| DeleteWebhookPayload::default())
    }

    /// Gives a webhook a new secret. Both secrets are valid for 24 hours. Needs the permission WEBHOOKS_WRITE.
    async fn rotate_webhook_secret(
        &self,
        context: &Context<'_>,
        input: RotateWebhookSecretInput,
    ) -> Result<RotateWebhookSecretPayload> {
        let (app, admin) = writer(context)?;
        let rotated = rotate_secret::rotate_secret(app, &admin, id(&input.id)?).await;
        let accepted = |(webhook, secret)| RotateWebhookSecretPayload {
            secret: Some(secret),
            webhook: Some(Webhook(webhook)),
            errors: Vec::new(),
        };
        payload(rotated.and_then(|webhook| shown(app, webhook)), accepted)
    }

    /// Sends a webhook everything after a cursor, whether or not it was sent before. Needs the permissions
    /// WEBHOOKS_WRITE and SIGNALS_READ.
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

/// A caller who decides which signals are posted must be allowed to read them.
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

/// Adds the secret in clear text, for the one response that shows it.
fn shown(app: &App, webhook: Model) -> error::Result<(Model, String)> {
    let secret = app.seal.open(webhook.id.0, &webhook.secret)?;
    Ok((webhook, secret))
}
