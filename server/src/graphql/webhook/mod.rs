//! Webhooks and their deliveries.

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

/// An external endpoint.
#[derive(Debug)]
pub struct Webhook(Model);

/// An external endpoint that gets signals by POST, in the order of the log and at least once, as the Standard Webhooks
/// specification 1.0 describes: with the headers webhook-id, webhook-timestamp and webhook-signature.
#[Object]
impl Webhook {
    /// A UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The URL that signals are posted to.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Only signals with these names; empty for all. Also empty when the filter has only names that this version of the
    /// server does not know: then no signal is posted until the filter is changed.
    async fn names(&self) -> Vec<Item<Name>> {
        let filter = list::filter(&self.0).unwrap_or_default();
        filter.names.into_iter().map(Item).collect()
    }

    /// Only signals of these senders; empty for all, like names.
    async fn senders(&self) -> Vec<Item<Sender>> {
        let filter = list::filter(&self.0).unwrap_or_default();
        filter.senders.into_iter().map(Item).collect()
    }

    /// Whether the webhook is enabled.
    async fn is_enabled(&self) -> bool {
        self.0.is_enabled
    }

    /// Why the server disabled it; null otherwise.
    async fn disabled_reason(&self) -> Option<&str> {
        self.0.disabled_reason.as_deref()
    }

    /// The last signal that was delivered or skipped. Signals outside the filter are skipped in steps of 500, or once a
    /// minute.
    async fn cursor(&self) -> String {
        list::cursor(&self.0).to_string()
    }

    /// Since when deliveries have been failing; null while they succeed.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.0.failing_since
    }

    /// When the failed delivery is retried; null while deliveries succeed.
    async fn next_try_at(&self) -> Option<DateTime<Utc>> {
        let is_retrying = self.0.is_enabled && self.0.failing_since.is_some();
        is_retrying.then_some(self.0.due_at)
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Webhooks.
#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// All webhooks, oldest first. Needs the permission WEBHOOKS_READ.
    async fn webhooks(&self, context: &Context<'_>) -> Result<Vec<Webhook>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<WebhooksRead>())?;
        let webhooks = value(Box::pin(list::webhooks(app, &admin)).await)?;
        Ok(webhooks.into_iter().map(Webhook).collect())
    }

    /// A webhook's deliveries that failed at least once, newest first. Needs the permission WEBHOOKS_READ.
    async fn webhook_deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The webhook.")] webhook_id: ID,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, Delivery>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<WebhooksRead>())?;
        let page: Page<uuid::Uuid> = Page::parse(first, after, None, None)?;
        let before = page.after.map(DeliveryId);
        let rows = list::deliveries(app, &admin, id(&webhook_id)?, before, page.limit());
        let rows = Box::pin(rows).await;
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
