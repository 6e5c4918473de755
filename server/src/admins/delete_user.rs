//! Permanently deletes an account, at once.

use super::rank;
use crate::app::App;
use crate::auth::permission::UsersDelete;
use crate::auth::{Admin, last_superadmin};
use crate::entities::user::Role;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lifecycle::purge;
use crate::roster::unlink;
use crate::signals::Cause;
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Deletes an account and everything that belongs to it, without a grace period. Partners are unmatched first.
///
/// # Errors
/// `USER_NOT_FOUND`, `LAST_SUPERADMIN`, or `NotPermitted` for the account of an administrator with more rights.
pub async fn delete_user(app: &App, actor: &Admin<UsersDelete>, user_id: UserId) -> Result<()> {
    let workflow = Workflow::deletion(user_id, None);
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, user_id)
    })
    .await
}

async fn attempt(work: Work, actor: Admin<UsersDelete>, user_id: UserId) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    unlink::lock(&tx, &[user_id, actor.user_id()]).await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let Some(user) = locked.into_iter().find(|user| user.id == user_id) else {
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(Error::refused_at(Code::UserNotFound, "id"));
    };
    rank::check_may_change(tx.rows(), &actor, &user).await?;
    if user.role == Role::Admin {
        last_superadmin::ensure_another(&tx, user_id).await?;
    }
    purge::delete(&tx, &user).await?;
    tx.commit(()).await
}
