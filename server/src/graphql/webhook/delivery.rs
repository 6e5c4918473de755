//! Deliveries to a webhook, as they are looked at.

use crate::cursor::Cursor;
use crate::entities::webhook_delivery as delivery;
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

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
        let cursor = Cursor {
            transaction: row.transaction_id,
            position: row.position,
        };
        Self {
            id: ID(row.id.to_string()),
            signal_id: ID(row.signal_id.to_string()),
            name: row.signal_name,
            cursor: cursor.to_string(),
            state: row.state.into(),
            attempts: row.attempts,
            status: row.status,
            failure: row.failure,
            first_tried_at: row.first_tried_at,
            last_tried_at: row.last_tried_at,
        }
    }
}
