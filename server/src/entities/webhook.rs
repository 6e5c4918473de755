//! Webhooks: endpoints outside that the log is told to, each from a place of its own.

use crate::ids::{UserId, WebhookId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An endpoint. It needs no copy of what it is pending: that is what passes its filter behind its place in the log.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookId,
    /// Where signals are posted.
    pub url: String,
    /// Which signals.
    pub filter: Json,
    /// What deliveries are signed with. In clear, for nobody can sign with a digest.
    pub secret: String,
    /// The secret before, while both count.
    pub previous_secret: Option<String>,
    /// Until when both count.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// The administrator's account that answers for it; nobody's once they may not manage webhooks any more.
    pub owner_id: Option<UserId>,
    /// Whether signals are posted at all.
    pub is_enabled: bool,
    /// Why it was switched off, where nobody did.
    pub disabled_reason: Option<String>,
    /// Transaction of the last signal that was delivered or passed over (`webhooks/pass_over.rs`).
    pub transaction_id: i64,
    /// Its position.
    pub position: i64,
    /// Tries of the next signal that failed.
    pub attempts: i32,
    /// When the first of them did.
    pub failing_since: Option<DateTime<Utc>>,
    /// Next try; moved ahead by a claim, so that two processes never deliver at once.
    pub due_at: DateTime<Utc>,
    /// When it was made.
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

/// It stands alone.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Endpoints that are posted signals.
#[must_use]
pub fn enabled() -> Select<Entity> {
    Entity::find().filter(Column::IsEnabled.eq(true))
}
