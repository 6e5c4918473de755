//! Deletes emails that are held, when what they are about is undone.

use super::Tx;
use crate::entities::email::{Column, EmailKind, Entity};
use crate::error::Result;
use crate::ids::WorkflowId;
use crate::rate_limits::Limit;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

impl Tx {
    /// Deletes the emails of a kind, or all, that a workflow queued and that are held. Returns false, and deletes none, if one
    /// of them was sent or is being sent: then it is too late.
    ///
    /// # Errors
    /// When the database does not respond.
    pub(crate) async fn drop_held_emails(
        &self,
        workflow: WorkflowId,
        kind: Option<EmailKind>,
    ) -> Result<bool> {
        // Waits for whoever claims one of them, and sees the claim. No one can claim them after that.
        let emails = Entity::find()
            .filter(Column::WorkflowId.eq(workflow))
            .apply_if(kind, |emails, kind| emails.filter(Column::Kind.eq(kind)))
            .lock_exclusive()
            .all(self.rows())
            .await?;
        if emails.iter().any(|email| email.held_until.is_none()) {
            return Ok(false);
        }
        let ids = emails.iter().map(|email| email.id);
        Entity::delete_many()
            .filter(Column::Id.is_in(ids))
            .exec(self.rows())
            .await?;
        for email in &emails {
            let budget = &self.app.rate_limits;
            budget.refund(Limit::MatchEmailsPerAddress, &email.mailbox);
        }
        Ok(true)
    }
}
