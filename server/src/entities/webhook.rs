//! Webhooks: external endpoints that receive signals from the log, each with its own position.

use crate::ids::{UserId, WebhookId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An endpoint. Its pending signals need no copy: they are those in the log after its position that pass its filter.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookId,
    /// The URL that signals are posted to.
    pub url: String,
    /// Which signals are posted.
    pub filter: Json,
    /// The secret that signs deliveries, encrypted (`webhooks/seal.rs`).
    pub secret: String,
    /// The previous secret, while both are valid.
    pub previous_secret: Option<String>,
    /// Until when both secrets are valid.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// The account of the administrator responsible for the webhook; `None` once that person may not manage webhooks
    /// any more.
    pub owner_id: Option<UserId>,
    /// Whether signals are posted at all.
    pub is_enabled: bool,
    /// Why the server disabled it, if it did.
    pub disabled_reason: Option<String>,
    /// Transaction of the last signal that was delivered or skipped (`webhooks/skip.rs`).
    pub transaction_id: i64,
    /// Its position.
    pub position: i64,
    /// Failed attempts at delivering the next signal, or more after a delay that the endpoint asked for: as many as
    /// usually lead to such a delay.
    pub attempts: i32,
    /// When the first of them failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// Time of the next attempt. A claim moves it ahead, so that two processes never deliver at the same time.
    pub due_at: DateTime<Utc>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Webhook")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Webhooks that are enabled.
#[must_use]
pub fn enabled() -> Select<Entity> {
    Entity::find().filter(Column::IsEnabled.eq(true))
}
