//! Queues emails: at most one of a kind per account, and only a few per mailbox that strangers can trigger.

use super::Tx;
use crate::entities::email::{self, Column, EmailKind, EmailState, Entity, LEASE, Model};
use crate::entities::user;
use crate::error::Result;
use crate::ids::{EmailId, UserId};
use crate::rate_limits::Limit;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set, Unchanged,
};

impl Tx {
    /// Queues an email to an account that the caller has locked; it is sent after the commit. Returns false if nothing
    /// changed: while one of this kind is queued or being sent, that one suffices, because its link is the latest.
    ///
    /// # Errors
    /// When the database rejects the row.
    pub async fn queue_email(&mut self, user: &user::Model, kind: EmailKind) -> Result<bool> {
        let queued = self.queued_email(user.id, kind).await?;
        self.queue_or_retry(user, kind, queued).await
    }

    /// Same as `queue_email`, for an email that anyone can trigger: also changes nothing when the mailbox's budget is
    /// used up.
    ///
    /// # Errors
    /// When the database rejects the row.
    pub async fn queue_requested_email(
        &mut self,
        user: &user::Model,
        kind: EmailKind,
    ) -> Result<bool> {
        let queued = self.queued_email(user.id, kind).await?;
        let is_needed = queued.as_ref().is_none_or(|email| self.waits(email));
        // A retry is charged like an email: requests must not use up the attempts of an email that waits.
        let budget = &self.app.rate_limits;
        let mailbox = user.base_email.as_str();
        let all = (Limit::EmailsPerAddress, mailbox);
        let without_resets = (Limit::OtherEmailsPerAddress, mailbox);
        let has_budget = || match kind {
            EmailKind::PasswordReset => budget.charge_all(&[all]).is_ok(),
            // Leaves one for a reset, which only the owner of the mailbox can use.
            _ => budget.charge_all(&[all, without_resets]).is_ok(),
        };
        if !is_needed || !has_budget() {
            return Ok(false);
        }
        self.queue_or_retry(user, kind, queued).await
    }

    async fn queued_email(&self, user_id: UserId, kind: EmailKind) -> Result<Option<Model>> {
        let queued = Entity::find()
            .filter(Column::UserId.eq(user_id))
            .filter(Column::Kind.eq(kind))
            .filter(Column::State.eq(EmailState::Queued));
        Ok(queued.one(self.rows()).await?)
    }

    /// Whether a queued email waits after a failure. One that is being sent has a lease, which is shorter.
    fn waits(&self, email: &Model) -> bool {
        email.due_at > self.app.clock.now() + LEASE
    }

    async fn queue_or_retry(
        &mut self,
        user: &user::Model,
        kind: EmailKind,
        queued: Option<Model>,
    ) -> Result<bool> {
        match queued {
            None => self.queue(user, kind).await?,
            Some(email) if self.waits(&email) => self.retry(email.id).await?,
            Some(_) => return Ok(false),
        }
        self.wake_mail();
        Ok(true)
    }

    async fn queue(&self, user: &user::Model, kind: EmailKind) -> Result<()> {
        let now = self.app.clock.now();
        email::ActiveModel {
            id: Set(EmailId::new()),
            user_id: Set(user.id),
            mailbox: Set(user.base_email.clone()),
            kind: Set(kind),
            workflow_id: Set(self.workflow_id()),
            state: Set(EmailState::Queued),
            attempts: Set(0),
            turn: Set(self.queued_to(&user.base_email).await?),
            created_at: Set(now),
            due_at: Set(now),
            finished_at: Set(None),
            last_error: Set(None),
        }
        .insert(self.rows())
        .await?;
        Ok(())
    }

    async fn retry(&self, id: EmailId) -> Result<()> {
        email::ActiveModel {
            id: Unchanged(id),
            due_at: Set(self.app.clock.now()),
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
