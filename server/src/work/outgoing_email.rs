//! Queues emails: at most one of a kind and topic per account, and only a few per mailbox that strangers can trigger.

use super::Tx;
use crate::app::App;
use crate::entities::email::{self, Column, Details, EmailKind, EmailState, Entity, LEASE, Model};
use crate::entities::user;
use crate::error::Result;
use crate::ids::EmailId;
use crate::rate_limits::Limit;
use chrono::{DateTime, Utc};
use rules::Email;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryTrait,
    Set, Unchanged,
};

/// An email to an account's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEmail {
    /// Its kind.
    pub kind: EmailKind,
    /// The address that it goes to; that of the account if absent.
    pub recipient: Option<String>,
    /// What its text needs beyond the account.
    pub details: Details,
    /// What it is about, where an account may have several queued emails of a kind; otherwise empty. At most 64 bytes.
    pub topic: String,
    /// Until when it is held, because what it is about may be undone.
    pub held_until: Option<DateTime<Utc>>,
}

impl From<EmailKind> for NewEmail {
    fn from(kind: EmailKind) -> Self {
        Self {
            kind,
            recipient: None,
            details: Details::default(),
            topic: String::new(),
            held_until: None,
        }
    }
}

impl NewEmail {
    /// Returns an email about what happens now.
    #[must_use]
    pub fn now(app: &App, kind: EmailKind) -> Self {
        let at = Some(app.clock.now());
        Self::with(
            kind,
            Details {
                at,
                ..Details::default()
            },
        )
    }

    /// Returns an email of a kind with these details.
    #[must_use]
    pub fn with(kind: EmailKind, details: Details) -> Self {
        Self {
            details,
            ..Self::from(kind)
        }
    }
}

impl Tx {
    /// Queues an email to an account that the caller has locked; it is sent after the commit. Returns false if no
    /// email is sent for this: while one of this kind and topic is queued or being sent, that one suffices, because its
    /// link is the latest. If nothing was sent of it yet, it gets the new details.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn queue_email(
        &self,
        user: &user::Model,
        email: impl Into<NewEmail>,
    ) -> Result<bool> {
        let mut email = email.into();
        if email.kind.is_sent_each_time() && email.topic.is_empty() {
            email.topic = self.workflow_id().to_string();
        }
        let queued = self.queued_email(user, &email).await?;
        self.queue_or_retry(user, email, queued).await
    }

    /// Same as `queue_email`, for an email that anyone can trigger: also changes nothing when the mailbox's budget is
    /// used up.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn queue_requested_email(
        &self,
        user: &user::Model,
        email: impl Into<NewEmail>,
    ) -> Result<bool> {
        let email = email.into();
        let queued = self.queued_email(user, &email).await?;
        let is_needed = queued
            .as_ref()
            .is_none_or(|queued| self.replaces(queued, &email));
        // A retry is charged like an email: requests must not use up the attempts of an email that waits.
        if !is_needed || !self.has_budget(user, &email) {
            return Ok(false);
        }
        self.queue_or_retry(user, email, queued).await
    }

    /// Whether an email of a kind to an account is queued or being sent.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn has_queued(&self, user: &user::Model, kind: EmailKind) -> Result<bool> {
        Ok(self.queued_email(user, &kind.into()).await?.is_some())
    }

    /// Charges the budget of the recipient's mailbox, which is that of whoever could be annoyed.
    fn has_budget(&self, user: &user::Model, email: &NewEmail) -> bool {
        let budget = &self.app.rate_limits;
        let mailbox = mailbox(user, email);
        let all = (Limit::EmailsPerAddress, mailbox.as_str());
        let without_resets = (Limit::OtherEmailsPerAddress, mailbox.as_str());
        match email.kind {
            kind if kind.is_optional() => budget
                .charge(Limit::MatchEmailsPerAddress, &mailbox)
                .is_ok(),
            EmailKind::PasswordReset => budget.charge_all(&[all]).is_ok(),
            // Leaves one for a reset, which only the owner of the mailbox can use.
            _ => budget.charge_all(&[all, without_resets]).is_ok(),
        }
    }

    async fn queued_email(&self, user: &user::Model, email: &NewEmail) -> Result<Option<Model>> {
        let queued = Entity::find()
            .filter(Column::UserId.eq(user.id))
            .filter(Column::Kind.eq(email.kind))
            .filter(Column::Topic.eq(email.topic.as_str()))
            .filter(Column::State.eq(EmailState::Queued));
        Ok(queued.one(self.rows()).await?)
    }

    /// Whether an email takes the place of a queued one: that one is held, or waits after a failure. One that is being sent has
    /// a lease, which is shorter. An email that is held replaces any other, which would be sent before.
    fn replaces(&self, queued: &Model, email: &NewEmail) -> bool {
        let is_held = email.held_until.is_some() && queued.claimed_by.is_none();
        let waits = queued.due_at > self.app.clock.now() + LEASE;
        is_held || queued.held_until.is_some() || waits
    }

    async fn queue_or_retry(
        &self,
        user: &user::Model,
        email: NewEmail,
        queued: Option<Model>,
    ) -> Result<bool> {
        let is_held = email.held_until.is_some();
        match queued {
            None => self.queue(user, email).await?,
            Some(queued) if self.replaces(&queued, &email) => {
                self.retry(queued, user, email).await?;
            }
            Some(queued) => {
                if queued.attempts == 0 && queued.details != email.details {
                    self.set_details(queued.id, email.details).await?;
                }
                return Ok(false);
            }
        }
        if !is_held {
            self.wake_mail();
        }
        Ok(true)
    }

    async fn queue(&self, user: &user::Model, email: NewEmail) -> Result<()> {
        let now = self.app.clock.now();
        let mailbox = mailbox(user, &email);
        let row = email::ActiveModel {
            id: Set(EmailId::new()),
            user_id: Set(user.id),
            turn: Set(self.queued_to(&mailbox).await?),
            mailbox: Set(mailbox),
            recipient: Set(recipient(user, &email)),
            kind: Set(email.kind),
            topic: Set(email.topic),
            details: Set(email.details),
            workflow_id: Set(self.workflow_id()),
            state: Set(EmailState::Queued),
            attempts: Set(0),
            created_at: Set(now),
            due_at: Set(email.held_until.unwrap_or(now)),
            held_until: Set(email.held_until),
            claimed_by: Set(None),
            finished_at: Set(None),
            last_error: Set(None),
        };
        self.rows().run_later(Entity::insert(row).as_query());
        Ok(())
    }

    /// Uses a queued email that waits for a new one. It is held only if the new one is, and then it has all its attempts
    /// before it.
    async fn retry(&self, queued: Model, user: &user::Model, email: NewEmail) -> Result<()> {
        email::ActiveModel {
            id: Unchanged(queued.id),
            recipient: Set(recipient(user, &email)),
            details: Set(email.details),
            workflow_id: match email.held_until {
                Some(_) => Set(self.workflow_id()),
                None => NotSet,
            },
            attempts: Set(email.held_until.map_or(queued.attempts, |_| 0)),
            due_at: Set(email.held_until.unwrap_or_else(|| self.app.clock.now())),
            held_until: Set(email.held_until),
            ..Default::default()
        }
        .update(self.rows())
        .await?;
        Ok(())
    }

    async fn set_details(&self, id: EmailId, details: Details) -> Result<()> {
        email::ActiveModel {
            id: Unchanged(id),
            details: Set(details),
            ..Default::default()
        }
        .update(self.rows())
        .await?;
        Ok(())
    }

    async fn queued_to(&self, mailbox: &str) -> Result<i32> {
        let queued = Entity::find()
            .filter(Column::Mailbox.eq(mailbox))
            .filter(Column::State.eq(EmailState::Queued));
        let count = queued.count(self.rows()).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

fn recipient(user: &user::Model, email: &NewEmail) -> String {
    let own = || user.email.clone();
    email.recipient.clone().unwrap_or_else(own)
}

/// Returns the address without its "+tag": all its variants reach the same person.
fn mailbox(user: &user::Model, email: &NewEmail) -> String {
    Email::from_stored(recipient(user, email)).base()
}
