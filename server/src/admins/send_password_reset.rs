//! Sends an account's owner a link that sets a new password: only the owner ever chooses one.

use super::rank;
use crate::accounts::address;
use crate::app::App;
use crate::auth::permission::UsersWrite;
use crate::auth::{Admin, one_time, sessions};
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::Purpose;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// Ends all sessions of an account and a change of its address that waits, and queues a reset email; earlier links stop
/// working. Queues none while one is queued or being sent.
///
/// # Errors
/// `USER_NOT_FOUND`, `ACCOUNT_INACTIVE`, or `NotPermitted` for the account of an administrator with more rights.
pub async fn send_password_reset(
    app: &App,
    actor: &Admin<UsersWrite>,
    user_id: UserId,
) -> Result<()> {
    let found = user::Entity::find_by_id(user_id)
        .one(app.db.reader())
        .await?;
    let user = found.ok_or_else(|| Error::refused_at(Code::UserNotFound, "id"))?;
    rank::check_may_change(app.db.reader(), actor, &user).await?;
    if !user.is_active {
        return Err(Error::refused_at(Code::AccountInactive, "id"));
    }
    let workflow = Workflow::password_reset_request(&user.email);
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, user_id)
    })
    .await
}

async fn attempt(work: Work, actor: Admin<UsersWrite>, user_id: UserId) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let user = locked.iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(|| Error::refused_at(Code::UserNotFound, "id"))?;
    if tx.queue_email(user, EmailKind::PasswordReset).await? {
        one_time::revoke_all(&tx, user_id, Purpose::Reset).await?;
    } else {
        tx.forget_signals();
    }
    address::cancel_pending(&tx, user_id).await?;
    sessions::revoke_all(&tx, user_id, None).await?;
    tx.commit(()).await
}
