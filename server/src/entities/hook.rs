//! Hooks: endpoints that are asked before an account is created or changed.

use super::user::Entries;
use crate::ids::HookId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An endpoint, with the state of its circuit breaker.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hooks")]
pub struct Model {
    /// Identifier. Hooks are asked in the order of their ids, which is that of their creation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HookId,
    /// The URL that is posted to.
    pub url: String,
    /// The names of the signals that it is asked about.
    pub signals: Entries,
    /// The secret that signs requests. Encrypted (`webhooks/seal.rs`).
    pub secret: String,
    /// The previous secret, while both are valid.
    pub previous_secret: Option<String>,
    /// Until when both secrets are valid.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// What happens to a request when the endpoint fails.
    pub policy: Policy,
    /// Whether it is asked at all.
    pub is_enabled: bool,
    /// Failures in a row.
    pub failures: i32,
    /// Until when the endpoint is not asked, after repeated failures.
    pub open_until: Option<DateTime<Utc>>,
    /// The last failure, in a few words. It is kept when the endpoint works again.
    pub last_error: Option<String>,
    /// When that was.
    pub last_failed_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// What happens to a request when the endpoint fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(11))")]
pub enum Policy {
    /// It continues, as if there were no hook.
    #[sea_orm(string_value = "FAIL_OPEN")]
    FailOpen,
    /// It is refused.
    #[sea_orm(string_value = "FAIL_CLOSED")]
    FailClosed,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Hook")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// It has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
