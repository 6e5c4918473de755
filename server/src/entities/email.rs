//! The outbox.

use crate::ids::{EmailId, UserId, WorkflowId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An email that is pending, was sent, or was given up.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emails")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailId,
    /// Who gets it.
    pub user_id: UserId,
    /// Which email.
    pub kind: EmailKind,
    /// The workflow that owes it.
    pub workflow_id: WorkflowId,
    /// How far it is.
    pub state: EmailState,
    /// Tries begun so far.
    pub attempts: i32,
    /// When it was pending.
    pub created_at: DateTime<Utc>,
    /// Next try; moved ahead by a claim, so that two senders never hold the same email.
    pub due_at: DateTime<Utc>,
    /// When it was accepted or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// What the mail server said last.
    pub last_error: Option<String>,
}

/// Which email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))")]
pub enum EmailKind {
    /// Prove your address, for a new account.
    #[sea_orm(string_value = "VERIFICATION")]
    Verification,
    /// Set a new password.
    #[sea_orm(string_value = "PASSWORD_RESET")]
    PasswordReset,
    /// Somebody registered with your address again.
    #[sea_orm(string_value = "ALREADY_REGISTERED")]
    AlreadyRegistered,
}

/// How far an email is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))")]
pub enum EmailState {
    /// To be sent.
    #[sea_orm(string_value = "QUEUED")]
    Queued,
    /// Accepted by the mail server.
    #[sea_orm(string_value = "SENT")]
    Sent,
    /// Given up.
    #[sea_orm(string_value = "DEAD")]
    Dead,
}

/// An email belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
