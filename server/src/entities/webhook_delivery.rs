//! Deliveries to webhooks that did not go well at once.

use crate::ids::{DeliveryId, SignalId, WebhookId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A signal that an endpoint did not take at the first try.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    /// To which endpoint.
    pub webhook_id: WebhookId,
    /// Which signal; it may be pruned by now.
    pub signal_id: SignalId,
    /// Its name.
    pub signal_name: String,
    /// The transaction that wrote it.
    pub transaction_id: i64,
    /// Its position.
    pub position: i64,
    /// How far it is.
    pub state: State,
    /// Tries so far.
    pub attempts: i32,
    /// What the endpoint answered last, if it did.
    pub status: Option<i32>,
    /// What went wrong last.
    pub failure: Option<String>,
    /// The first try.
    pub first_tried_at: DateTime<Utc>,
    /// The last try.
    pub last_tried_at: DateTime<Utc>,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(9))")]
pub enum State {
    /// To be tried again.
    #[sea_orm(string_value = "RETRYING")]
    Retrying,
    /// Taken in the end.
    #[sea_orm(string_value = "DELIVERED")]
    Delivered,
    /// Given up.
    #[sea_orm(string_value = "DEAD")]
    Dead,
}

/// It goes with its endpoint.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
