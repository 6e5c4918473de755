//! Webhooks and their deliveries.

use super::answer::{answer, value};
use super::context::parts;
use super::error::{UserError, bad_input};
use super::listed::Item;
use super::page::{Page, connection};
use super::signal::{SignalFilter, filter};
use crate::auth::Admin;
use crate::auth::permission::{WebhooksRead, WebhooksWrite};
use crate::entities::webhook::Model;
use crate::entities::webhook_delivery as delivery;
use crate::error;
use crate::ids::{DeliveryId, WebhookId};
use crate::signals::{Cursor, Name, Sender};
use crate::webhooks::{create, delete, list, replay, rotate_secret, update};
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::str::FromStr;

/// An endpoint outside.
#[derive(Debug)]
pub struct Webhook(Model);

/// An endpoint to which signals are posted, in the order of the log and at least once, after the Standard Webhooks
/// specification 1.0: with the headers webhook-id, webhook-timestamp and webhook-signature.
#[Object]
impl Webhook {
    /// A UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where signals are posted.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Only these names; empty for all.
    async fn names(&self) -> Result<Vec<Item<Name>>> {
        let filter = value(list::filter(&self.0))?;
        Ok(filter.names.into_iter().map(Item).collect())
    }

    /// Only these senders; empty for all.
    async fn senders(&self) -> Result<Vec<Item<Sender>>> {
        let filter = value(list::filter(&self.0))?;
        Ok(filter.senders.into_iter().map(Item).collect())
    }

    /// Whether signals are posted at all.
    async fn is_enabled(&self) -> bool {
        self.0.is_enabled
    }

    /// Why the server switched it off; null when it did not.
    async fn disabled_reason(&self) -> Option<&str> {
        self.0.disabled_reason.as_deref()
    }

    /// The last signal that was taken or passed over.
    async fn cursor(&self) -> String {
        list::place(&self.0).to_string()
    }

    /// Since when the next signal has not been taken; null while all goes well.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.0.failing_since
    }

    /// When the signal that was not taken is tried again; null while all goes well.
    async fn next_try_at(&self) -> Option<DateTime<Utc>> {
        let is_retrying = self.0.is_enabled && self.0.failing_since.is_some();
        is_retrying.then_some(self.0.due_at)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "delivery::State", name = "WebhookDeliveryState")]
pub enum DeliveryState {
    /// To be tried again.
    Retrying,
    /// Taken in the end.
    Delivered,
    /// Given up.
    Dead,
}

/// A delivery that did not go well at once.
#[derive(Debug, SimpleObject)]
#[graphql(name = "WebhookDelivery")]
pub struct Delivery {
    /// A UUID.
    id: ID,
    /// The signal, which is also the webhook-id of every try.
    signal_id: ID,
    /// What happened.
    name: String,
    /// Give it to replayWebhook to begin behind this signal.
    cursor: String,
    /// How far it is.
    state: DeliveryState,
    /// Tries so far.
    attempts: i32,
    /// The HTTP status of the last answer; null when there was none.
    status: Option<i32>,
    /// Why there was none, in a few words.
    failure: Option<String>,
    /// The first try.
    first_tried_at: DateTime<Utc>,
    /// The last try.
    last_tried_at: DateTime<Utc>,
}

impl From<delivery::Model> for Delivery {
    fn from(row: delivery::Model) -> Self {
        let place = Cursor {
            transaction: row.transaction_id,
            position: row.position,
        };
        Self {
            id: ID(row.id.to_string()),
            signal_id: ID(row.signal_id.to_string()),
            name: row.signal_name,
            cursor: place.to_string(),
            state: row.state.into(),
            attempts: row.attempts,
            status: row.status,
            failure: row.failure,
            first_tried_at: row.first_tried_at,
            last_tried_at: row.last_tried_at,
        }
    }
}

/// Webhooks.
#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// All webhooks, the oldest first. Needs the permission WEBHOOKS_READ.
    async fn webhooks(&self, context: &Context<'_>) -> Result<Vec<Webhook>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<WebhooksRead>())?;
        let webhooks = value(list::webhooks(app, &admin).await)?;
        Ok(webhooks.into_iter().map(Webhook).collect())
    }

    /// A webhook's deliveries that did not go well at once, the newest first. Needs the permission WEBHOOKS_READ.
    async fn webhook_deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook.")] webhook_id: ID,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, Delivery>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<WebhooksRead>())?;
        let page: Page<uuid::Uuid> = Page::parse(first, after, None, None)?;
        let before = page.after.map(DeliveryId);
        let rows = list::deliveries(app, &admin, id(&webhook_id)?, before, page.limit()).await;
        Ok(connection(&page, value(rows)?, |row| {
            (row.id.to_string(), Delivery::from(row))
        }))
    }
}

/// A webhook to be made.
#[derive(Debug, InputObject)]
pub struct CreateWebhookInput {
    /// Where to post: https, or http to localhost in development; at most 500 characters.
    pub url: String,
    /// Which signals; all of them without it.
    pub filter: Option<SignalFilter>,
}

/// What to change of a webhook; what is left out stays.
#[derive(Debug, InputObject)]
pub struct UpdateWebhookInput {
    /// The webhook.
    pub id: ID,
    /// Another address.
    pub url: Option<String>,
    /// Other signals.
    pub filter: Option<SignalFilter>,
    /// On or off. Switched on, it is told what it missed meanwhile.
    pub is_enabled: Option<bool>,
}

/// A webhook to be deleted.
#[derive(Debug, InputObject)]
pub struct DeleteWebhookInput {
    /// The webhook.
    pub id: ID,
}

/// A webhook whose secret is to be changed.
#[derive(Debug, InputObject)]
pub struct RotateWebhookSecretInput {
    /// The webhook.
    pub id: ID,
}

/// A webhook to be told again.
#[derive(Debug, InputObject)]
pub struct ReplayWebhookInput {
    /// The webhook.
    pub id: ID,
    /// The cursor to begin behind; "0" for everything that the log holds.
    pub after: String,
}

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

/// Webhooks.
#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes a webhook that is told signals from now on. Needs the permission WEBHOOKS_WRITE.
    async fn create_webhook(
        &self,
        context: &Context<'_>,
        input: CreateWebhookInput,
    ) -> Result<CreateWebhookPayload> {
        let (app, admin) = writer(context)?;
        let filter = filter(input.filter)?;
        let created = create::create(app, &admin, &input.url, &filter).await;
        let accepted = |webhook: Model| CreateWebhookPayload {
            secret: Some(webhook.secret.clone()),
            webhook: Some(Webhook(webhook)),
            errors: Vec::new(),
        };
        answer(created, accepted, |errors| CreateWebhookPayload {
            errors,
            ..CreateWebhookPayload::default()
        })
    }

    /// Changes a webhook, switches it on or off. Needs the permission WEBHOOKS_WRITE.
    async fn update_webhook(
        &self,
        context: &Context<'_>,
        input: UpdateWebhookInput,
    ) -> Result<WebhookPayload> {
        let (app, admin) = writer(context)?;
        let changes = update::Changes {
            url: input.url,
            filter: input.filter.map(|some| filter(Some(some))).transpose()?,
            is_enabled: input.is_enabled,
        };
        changed(update::update(app, &admin, id(&input.id)?, changes).await)
    }

    /// Deletes a webhook with what is known of its deliveries. Needs the permission WEBHOOKS_WRITE.
    async fn delete_webhook(
        &self,
        context: &Context<'_>,
        input: DeleteWebhookInput,
    ) -> Result<DeleteWebhookPayload> {
        let (app, admin) = writer(context)?;
        let deleted = delete::delete(app, &admin, id(&input.id)?).await;
        let refused = |errors| DeleteWebhookPayload { errors };
        answer(deleted, |()| DeleteWebhookPayload::default(), refused)
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
        answer(rotated, accepted, |errors| RotateWebhookSecretPayload {
            errors,
            ..RotateWebhookSecretPayload::default()
        })
    }

    /// Tells a webhook everything behind a cursor, again or for the first time. Needs the permission WEBHOOKS_WRITE.
    async fn replay_webhook(
        &self,
        context: &Context<'_>,
        input: ReplayWebhookInput,
    ) -> Result<WebhookPayload> {
        let (app, admin) = writer(context)?;
        let after = Cursor::from_str(&input.after);
        let after = after.map_err(|_| bad_input("after is not a cursor of the log."))?;
        changed(replay::replay(app, &admin, id(&input.id)?, after).await)
    }
}

fn writer<'a>(context: &Context<'a>) -> Result<(&'a crate::app::App, Admin<WebhooksWrite>)> {
    let (app, caller) = parts(context)?;
    Ok((app, value(caller.admin::<WebhooksWrite>())?))
}

fn id(text: &ID) -> Result<WebhookId> {
    text.parse()
        .map(WebhookId)
        .map_err(|_| bad_input("The webhook's id is not a UUID."))
}

fn changed(result: error::Result<Model>) -> Result<WebhookPayload> {
    let accepted = |webhook| WebhookPayload {
        webhook: Some(Webhook(webhook)),
        errors: Vec::new(),
    };
    answer(result, accepted, |errors| WebhookPayload {
        errors,
        ..WebhookPayload::default()
    })
}
