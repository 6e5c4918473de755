//! What the mutations of webhooks take.

use crate::graphql::signal_filter::SignalFilter;
use async_graphql::{ID, InputObject};

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
    /// On or off. Switched on, it is told what it missed meanwhile, as far as the log still holds it.
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
