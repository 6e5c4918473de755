//! The outbox.

use crate::ids::{EmailId, UserId, WorkflowId};
use chrono::{DateTime, Duration, Utc};
use sea_orm::entity::prelude::*;

/// How long no other process tries an email after a claim; longer than sending may take.
pub const LEASE: Duration = Duration::minutes(2);

/// An email that is queued, was sent, or was given up.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emails")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailId,
    /// The recipient's account.
    pub user_id: UserId,
    /// The recipient's address without its "+tag": all its variants reach the same person.
    pub mailbox: String,
    /// The kind of email.
    pub kind: EmailKind,
    /// The workflow that queued it.
    pub workflow_id: WorkflowId,
    /// Its state.
    pub state: EmailState,
    /// Attempts so far.
    pub attempts: i32,
    /// How many emails to the mailbox were queued when this one was: each mailbox's first email is sent before
    /// anyone's second.
    pub turn: i32,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// Time of the next attempt. A claim moves it ahead, so that two processes never send the same email.
    pub due_at: DateTime<Utc>,
    /// When it was accepted or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// The mail server's last error.
    pub last_error: Option<String>,
}

/// The kind of email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))")]
pub enum EmailKind {
    /// Verifies the email address of a new account.
    #[sea_orm(string_value = "VERIFICATION")]
    Verification,
    /// Contains a link to set a new password.
    #[sea_orm(string_value = "PASSWORD_RESET")]
    PasswordReset,
    /// Notifies the owner that someone registered with their address again.
    #[sea_orm(string_value = "ALREADY_REGISTERED")]
    AlreadyRegistered,
}

/// The state of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))")]
pub enum EmailState {
    /// Waiting to be sent.
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
