//! Permanently deletes an account, at once.

use super::rank;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::last_superadmin;
use crate::auth::permission::UsersDelete;
use crate::entities::user::Role;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::unlink;
use crate::signals::{Cause, Signal};
use crate::users;
use crate::webhooks::owner;
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
        tx.fails_because(Cause::UserNotFound);
        return Err(Error::refused_at(Code::UserNotFound, "id"));
    };
    rank::may_touch(tx.rows(), &actor, &user).await?;
    if user.role == Role::Admin {
        last_superadmin::ensure_another(&tx, user_id).await?;
    }
    unlink::unlink(&tx, user_id).await?;
    users::delete(&tx, &user).await?;
    if user.role == Role::Admin {
        owner::review(&tx, &[user.id]).await?;
    }
    tx.emit(Signal::user_deleted(&user)).await;
    tx.commit(()).await
}
