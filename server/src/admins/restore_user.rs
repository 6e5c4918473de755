//! Restores an account whose deletion is pending.

use super::rank;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lifecycle::cancel_deletion;
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Cancels the deletion that an account's owner requested.
///
/// # Errors
/// `USER_NOT_FOUND`, `NO_DELETION_PENDING`, `GRACE_PERIOD_OVER`, or `NotPermitted` for the account of an administrator
/// with more permissions.
pub async fn restore_user(app: &App, actor: &Admin<UsersWrite>, user_id: UserId) -> Result<Model> {
    let workflow = Workflow::update(user_id, cancel_deletion::changes().to_data());
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, user_id)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<UsersWrite>,
    user_id: UserId,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let user = locked.into_iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(|| Error::refused_at(Code::UserNotFound, "id"))?;
    rank::check_may_change(tx.rows(), &actor, &user).await?;
    let updated = cancel_deletion::cancel_in(&tx, &user).await?;
    tx.commit(updated).await
}
