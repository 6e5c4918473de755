//! The inputs of the hook mutations.

use super::HookPolicy;
use crate::graphql::enum_of_list::Item;
use crate::hooks::Topic;
use async_graphql::{ID, InputObject};

/// A new hook.
#[derive(Debug, InputObject)]
pub struct CreateHookInput {
    /// The URL to ask: https, or http to localhost in development. At most 500 characters.
    pub url: String,
    /// What it is asked about, at least one signal. A signal has at most 5 hooks.
    pub signals: Vec<Item<Topic>>,
    /// What happens to a request when the hook fails.
    pub policy: HookPolicy,
}

/// Changes to a hook. Fields that are left out do not change.
#[derive(Debug, InputObject)]
pub struct UpdateHookInput {
    /// The hook.
    pub id: ID,
    /// The new URL.
    pub url: Option<String>,
    /// What it is asked about, at least one signal.
    pub signals: Option<Vec<Item<Topic>>>,
    /// What happens to a request when the hook fails.
    pub policy: Option<HookPolicy>,
    /// Enables or disables the hook. Once enabled, it is asked at once, whatever failed before.
    pub is_enabled: Option<bool>,
}

/// The hook to delete.
#[derive(Debug, InputObject)]
pub struct DeleteHookInput {
    /// The hook.
    pub id: ID,
}

/// The hook whose secret to rotate.
#[derive(Debug, InputObject)]
pub struct RotateHookSecretInput {
    /// The hook.
    pub id: ID,
}
