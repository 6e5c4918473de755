//! The outbox: emails that wait, were sent, or were given up.

use super::argument::uuid;
use super::context::parts;
use super::error::UserError;
use super::page::{Page, connection};
use super::payload::{payload, payloads, value};
use crate::auth::permission::{UsersRead, UsersWrite};
use crate::db::page::ListCursor;
use crate::entities::email::{self, Model};
use crate::ids::{EmailId, UserId};
use crate::mail::list::{self, Filter};
use crate::mail::retry;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// The kind of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "email::EmailKind")]
pub enum EmailKind {
    /// Verifies the email address of a new account.
    Verification,
    /// Contains a link to set a new password.
    PasswordReset,
    /// Someone registered with the address again.
    AlreadyRegistered,
    /// The password was changed.
    PasswordChanged,
    /// Verifies a new email address of an account.
    AddressVerification,
    /// The email address was changed; goes to the old one.
    AddressChanged,
    /// The account will be deleted.
    DeletionRequested,
    /// The deletion was canceled.
    DeletionCanceled,
    /// A match began.
    Matched,
    /// A match ended.
    MatchEnded,
    /// Someone signed in on a device that is not known.
    NewDevice,
    /// The recipient is an administrator now.
    AdminCreated,
    /// Contains a link to set the first password of an account that was created for the recipient.
    Invitation,
    /// A mentee asks the recipient to be their mentor.
    MentorshipRequested,
    /// A mentor offers to be the recipient's mentor.
    MentorshipOffered,
    /// The recipient's request was declined.
    RequestDeclined,
    /// The recipient's request expired.
    RequestExpired,
    /// A mentee with an open request found another mentor.
    RequestClosed,
    /// A seat is free, and mentees wait for it.
    SeatFree,
    /// An administrator approved the recipient as a mentor.
    MentorApproved,
    /// Reminds the recipient of what is missing in the profile.
    ProfileReminder,
    /// An administrator signed in as the recipient.
    Impersonated,
    /// The command line made an emergency administrator.
    BreakGlassUsed,
}

/// The state of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "email::EmailState")]
pub enum EmailState {
    /// Waiting to be sent, for the first time or again.
    Queued,
    /// Accepted by the mail server.
    Sent,
    /// Given up: the mail server rejected it permanently, or too often.
    Dead,
}

/// An email of the outbox, without its text: links and codes exist only in what is sent.
#[derive(Debug, SimpleObject)]
pub struct Email {
    /// A UUID. The Message-ID begins with it.
    id: ID,
    /// The account that it is for.
    user_id: ID,
    /// The address that it goes to.
    to: String,
    /// The kind.
    kind: EmailKind,
    /// The state.
    state: EmailState,
    /// Attempts so far.
    attempts: i32,
    /// When it was queued.
    created_at: DateTime<Utc>,
    /// When it is tried next; null when it was sent or given up.
    next_try_at: Option<DateTime<Utc>>,
    /// When it was sent or given up.
    finished_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    last_error: Option<String>,
}

impl From<Model> for Email {
    fn from(row: Model) -> Self {
        let is_queued = row.state == email::EmailState::Queued;
        Self {
            id: ID(row.id.to_string()),
            user_id: ID(row.user_id.to_string()),
            to: row.recipient,
            kind: row.kind.into(),
            state: row.state.into(),
            attempts: row.attempts,
            created_at: row.created_at,
            next_try_at: is_queued.then_some(row.due_at),
            finished_at: row.finished_at,
            last_error: row.last_error,
        }
    }
}

/// Filters for emails. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct EmailFilter {
    /// Only emails in this state.
    pub state: Option<EmailState>,
    /// Only emails of this kind.
    pub kind: Option<EmailKind>,
    /// Only emails to this account.
    pub user_id: Option<ID>,
}

/// The outbox.
#[derive(Default)]
pub struct EmailQuery;

#[Object]
impl EmailQuery {
    /// Emails: first those that were given up, then those that failed and are tried again, then those that wait for the
    /// first attempt, then those that were sent; of each the newest first. Sent ones are kept for 30 days. Needs the
    /// permission USERS_READ.
    async fn emails(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which emails.")] filter: Option<EmailFilter>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Email>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let filter = filter.unwrap_or_default();
        let user_id = filter.user_id.map(|id| uuid(&id, "userId")).transpose()?;
        let filter = Filter {
            state: filter.state.map(Into::into),
            kind: filter.kind.map(Into::into),
            user_id: user_id.map(UserId),
        };
        let rows = Box::pin(list::emails(app, &admin, filter, &page.slice())).await;
        Ok(connection(&page, value(rows)?, |row| {
            (list::cursor(&row).to_string(), Email::from(row))
        }))
    }
}

/// The email to send again.
#[derive(InputObject)]
pub struct RetryEmailInput {
    /// Its id.
    pub id: ID,
}

/// The email after the change, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct RetryEmailPayload {
    /// The email.
    email: Option<Email>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(RetryEmailPayload);

/// The outbox.
#[derive(Default)]
pub struct EmailMutation;

#[Object]
impl EmailMutation {
    /// Makes an email due now, with all its attempts. One that was given up is queued again. Changes nothing for an
    /// email that was sent, that is being sent, that waits because its match can still be undone, or that a newer one about
    /// the same replaces. Needs the permission USERS_WRITE.
    async fn retry_email(
        &self,
        context: &Context<'_>,
        input: RetryEmailInput,
    ) -> Result<RetryEmailPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = EmailId(uuid(&input.id, "id")?);
        let retried = retry::retry(app, &actor, id).await;
        payload(retried, |email| RetryEmailPayload {
            email: Some(email.into()),
            errors: Vec::new(),
        })
    }
}
