//! The inputs of the webhook mutations.

use crate::graphql::signal_filter::SignalFilter;
use async_graphql::{ID, InputObject};

/// A new webhook.
#[derive(Debug, InputObject)]
pub struct CreateWebhookInput {
    /// The URL to post to: https, or http to localhost in development. At most 500 characters.
    pub url: String,
    /// The signals to post; all by default.
    pub filter: Option<SignalFilter>,
}

/// Changes to a webhook. Fields that are left out do not change.
#[derive(Debug, InputObject)]
pub struct UpdateWebhookInput {
    /// The webhook.
    pub id: ID,
    /// The new URL.
    pub url: Option<String>,
    /// The new filter.
    pub filter: Option<SignalFilter>,
    /// Enables or disables the webhook. Once enabled, it gets the signals that it missed, if the log still holds them.
    pub is_enabled: Option<bool>,
}

/// The webhook to delete.
#[derive(Debug, InputObject)]
pub struct DeleteWebhookInput {
    /// The webhook.
    pub id: ID,
}

/// The webhook whose secret to rotate.
#[derive(Debug, InputObject)]
pub struct RotateWebhookSecretInput {
    /// The webhook.
    pub id: ID,
}

/// The webhook to replay.
#[derive(Debug, InputObject)]
pub struct ReplayWebhookInput {
    /// The webhook.
    pub id: ID,
    /// The cursor to start after; "0" for everything in the log.
    pub after: String,
}
