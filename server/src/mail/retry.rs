//! Sends an email again that failed.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::entities::email::{ActiveModel, Column, EmailState, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::EmailId;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, SelectExt, Set, Unchanged};

/// Makes an email due now, with as many attempts as a new one. One that was given up is queued again. Changes nothing
/// for an email that was sent, that is being sent, that is held, or that a newer one about the same replaces.
///
/// # Errors
/// `EMAIL_NOT_FOUND`.
pub async fn retry(app: &App, actor: &Admin<UsersWrite>, id: EmailId) -> Result<Model> {
    let actor = actor.clone();
    let command = move |work| attempt(work, actor.clone(), id);
    Work::run(app, None, Workflow::Plain, command).await
}

async fn attempt(work: Work, actor: Admin<UsersWrite>, id: EmailId) -> Result<Committed<Model>> {
    let not_found = || Error::refused_at(Code::EmailNotFound, "id");
    let found = Entity::find_by_id(id).one(work.app.db.reader()).await?;
    let user_id = found.ok_or_else(not_found)?.user_id;
    let tx = work.begin().await?;
    actor.lock(&tx, &[user_id]).await?;
    let email = Entity::find_by_id(id).one(tx.rows()).await?;
    let email = email.ok_or_else(not_found)?;
    let is_waiting = email.claimed_by.is_none() && email.held_until.is_none();
    let is_needed = email.state != EmailState::Sent && is_waiting;
    if !is_needed || (email.state == EmailState::Dead && is_replaced(&tx, &email).await?) {
        return tx.commit(email).await;
    }
    let retried = ActiveModel {
        id: Unchanged(id),
        state: Set(EmailState::Queued),
        attempts: Set(0),
        due_at: Set(tx.app.clock.now()),
        finished_at: Set(None),
        ..Default::default()
    };
    let retried = retried.update(tx.rows()).await?;
    tx.wake_mail();
    tx.commit(retried).await
}

/// Whether another email about the same is queued.
async fn is_replaced(tx: &crate::work::Tx, email: &Model) -> Result<bool> {
    let queued = Entity::find()
        .filter(Column::UserId.eq(email.user_id))
        .filter(Column::Kind.eq(email.kind))
        .filter(Column::Topic.eq(email.topic.as_str()))
        .filter(Column::State.eq(EmailState::Queued));
    Ok(queued.exists(tx.rows()).await?)
}
