//! Webhook deliveries that failed at least once.

use crate::ids::{DeliveryId, SignalId, WebhookId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A signal whose first delivery attempt failed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The signal, which may have been pruned.
    pub signal_id: SignalId,
    /// Its name.
    pub signal_name: String,
    /// The transaction that wrote it.
    pub transaction_id: i64,
    /// Its position.
    pub position: i64,
    /// Its state.
    pub state: State,
    /// Attempts so far.
    pub attempts: i32,
    /// HTTP status of the endpoint's last response, if there was one.
    pub status: Option<i32>,
    /// The last error.
    pub failure: Option<String>,
    /// First attempt.
    pub first_tried_at: DateTime<Utc>,
    /// Last attempt.
    pub last_tried_at: DateTime<Utc>,
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(9))")]
pub enum State {
    /// Will be retried.
    #[sea_orm(string_value = "RETRYING")]
    Retrying,
    /// Delivered after a retry.
    #[sea_orm(string_value = "DELIVERED")]
    Delivered,
    /// Given up.
    #[sea_orm(string_value = "DEAD")]
    Dead,
}

/// Deleted with its webhook.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
