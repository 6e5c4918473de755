//! Webhooks: what they are, and the lists of them and of their deliveries.

pub mod delivery;
pub mod input;
pub mod mutation;

use self::delivery::Delivery;
use super::context::parts;
use super::enum_of_list::Item;
use super::error::bad_input;
use super::page::{Page, connection};
use super::payload::value;
use crate::auth::permission::WebhooksRead;
use crate::entities::webhook::Model;
use crate::ids::{DeliveryId, WebhookId};
use crate::signals::{Name, Sender};
use crate::webhooks::list;
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};

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

    /// Only these names; empty for all. Empty as well where another version of the server knew all that were asked for,
    /// and this one knows none: then no signal is posted until the filter is changed.
    async fn names(&self) -> Vec<Item<Name>> {
        let filter = list::filter(&self.0).unwrap_or_default();
        filter.names.into_iter().map(Item).collect()
    }

    /// Only these senders; empty as names is.
    async fn senders(&self) -> Vec<Item<Sender>> {
        let filter = list::filter(&self.0).unwrap_or_default();
        filter.senders.into_iter().map(Item).collect()
    }

    /// Whether signals are posted at all.
    async fn is_enabled(&self) -> bool {
        self.0.is_enabled
    }

    /// Why the server switched it off; null when it did not.
    async fn disabled_reason(&self) -> Option<&str> {
        self.0.disabled_reason.as_deref()
    }

    /// The last signal that was taken or passed over. Over what is not posted it passes in steps: of 500 signals, or
    /// within a minute.
    async fn cursor(&self) -> String {
        list::cursor(&self.0).to_string()
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

fn id(text: &ID) -> Result<WebhookId> {
    text.parse()
        .map(WebhookId)
        .map_err(|_| bad_input("The webhook's id is not a UUID."))
}
