//! Deliveries of a webhook.

use crate::cursor::Cursor;
use crate::entities::webhook_delivery as delivery;
use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "delivery::State", name = "WebhookDeliveryState")]
pub enum DeliveryState {
    /// Will be retried.
    Retrying,
    /// Delivered after a retry.
    Delivered,
    /// Given up.
    Dead,
}

/// A delivery that failed at least once.
#[derive(Debug, SimpleObject)]
#[graphql(name = "WebhookDelivery")]
pub struct Delivery {
    /// A UUID.
    id: ID,
    /// The signal's id, which is also the webhook-id of every attempt.
    signal_id: ID,
    /// The name of the signal.
    name: String,
    /// Pass it to replayWebhook to start after this signal.
    cursor: String,
    /// The state.
    state: DeliveryState,
    /// Attempts so far.
    attempts: i32,
    /// The HTTP status of the last response; null if there was none.
    status: Option<i32>,
    /// Why there was no response, in a few words.
    failure: Option<String>,
    /// The first attempt.
    first_tried_at: DateTime<Utc>,
    /// The last attempt.
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
