//! The outbox.

use crate::config::LONGEST_UNDO_MINUTES;
use crate::ids::{EmailId, SenderId, UserId, WorkflowId};
use chrono::{DateTime, Duration, Utc};
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How long no other process tries an email after a claim; longer than sending may take.
pub const LEASE: Duration = Duration::minutes(2);

/// The longest time that an email can seem to be held: twice as long as it is, because the clocks of processes differ.
#[must_use]
pub fn longest_hold() -> Duration {
    Duration::minutes((2 * LONGEST_UNDO_MINUTES).into())
}

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
    /// The address that it goes to, fixed when it is queued.
    pub recipient: String,
    /// The kind of email.
    pub kind: EmailKind,
    /// What it is about, where an account may have several queued emails of a kind: a mentor with two new mentees gets
    /// two.
    pub topic: String,
    /// What its text needs beyond the account.
    pub details: Details,
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
    /// Until when the first attempt waits, because what the email is about may be undone; `None` once there was one.
    pub held_until: Option<DateTime<Utc>>,
    /// The sender that is sending it: one run of the outbox of one process.
    pub claimed_by: Option<SenderId>,
    /// When it was accepted or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// The mail server's last error.
    pub last_error: Option<String>,
}

/// What the text of an email needs beyond the account. It holds no secrets, and nobody's name: names are looked up when
/// the email is sent, so that an account that was deleted meanwhile is not named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Details {
    /// The other person: a partner, or the administrator who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<UserId>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Until when the change of the address can be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<DateTime<Utc>>,
    /// The browser or program of the client that did it, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The IP address of the client that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The reason that was given, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The kind of email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(32))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum EmailKind {
    /// Verifies the email address of a new account.
    Verification,
    /// Contains a link to set a new password.
    PasswordReset,
    /// Notifies the owner that someone registered with their address again.
    AlreadyRegistered,
    /// Notifies the owner of a new password.
    PasswordChanged,
    /// Goes to the address that an account is to have, and verifies it.
    AddressVerification,
    /// Goes to the address that an account had, with a link that undoes the change.
    AddressChanged,
    /// Says when the account will be deleted, and how to cancel that.
    DeletionRequested,
    /// Notifies the owner that the deletion was canceled.
    DeletionCanceled,
    /// Notifies a member of a new match.
    Matched,
    /// Notifies a member that a match has ended.
    MatchEnded,
    /// Notifies the owner of a sign-in from a device that is not known.
    NewDevice,
    /// Notifies a new administrator.
    AdminCreated,
    /// Contains a link to set the first password of an account.
    Invitation,
    /// Notifies a mentor that a mentee asks for them.
    MentorshipRequested,
    /// Notifies a mentee of a mentor's offer.
    MentorshipOffered,
    /// Notifies the sender of a request that it was declined.
    RequestDeclined,
    /// Notifies the sender of a request that it expired.
    RequestExpired,
    /// Notifies a mentor that a mentee with an open request was matched with someone else.
    RequestClosed,
    /// Notifies a mentor that a seat is free and someone waits for it.
    SeatFree,
    /// Notifies a mentor of an administrator's approval.
    MentorApproved,
    /// Reminds a member of what is missing in the profile.
    ProfileReminder,
    /// Notifies a member that an administrator signed in as them.
    Impersonated,
    /// Notifies an administrator of an emergency password that the command line made.
    BreakGlassUsed,
}

impl EmailKind {
    /// Whether members choose to get it. Others are about the account and its security.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Matched
                | Self::MatchEnded
                | Self::MentorshipRequested
                | Self::MentorshipOffered
                | Self::RequestDeclined
                | Self::RequestExpired
                | Self::RequestClosed
                | Self::SeatFree
                | Self::ProfileReminder
        )
    }

    /// Whether it reports an event that its owner must hear of each time, also while an earlier one is queued.
    #[must_use]
    pub const fn is_sent_each_time(self) -> bool {
        matches!(
            self,
            Self::PasswordChanged | Self::Impersonated | Self::BreakGlassUsed
        )
    }
}

/// The column that the database computes: the order in which administrators see the outbox. Failures come first.
pub const OUTBOX_RANK: &str = "outbox_rank";

impl Model {
    /// The email's rank. Invariant: this is the computed column of the migration `m0006_emails`.
    #[must_use]
    pub const fn outbox_rank(&self) -> &'static str {
        match (self.state, &self.last_error) {
            (EmailState::Dead, _) => "3",
            (EmailState::Queued, Some(_)) => "2",
            (EmailState::Queued, None) => "1",
            (EmailState::Sent, _) => "0",
        }
    }
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
