//! Ends a member's sessions.

use super::rank;
use crate::app::App;
use crate::auth::permission::SessionsWrite;
use crate::auth::{Admin, sessions};
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::{SessionId, UserId};
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::{ColumnTrait, QueryFilter};

/// Ends one session of an account, or all of them if none is named, and returns how many there were.
///
/// # Errors
/// `USER_NOT_FOUND`, `SESSION_NOT_FOUND`, or `NotPermitted` for the account of an administrator with more permissions.
pub async fn end_user_sessions(
    app: &App,
    actor: &Admin<SessionsWrite>,
    user_id: UserId,
    session_id: Option<SessionId>,
) -> Result<u64> {
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, user_id, session_id)
    })
    .await
}

/// Ends all sessions of the account with an address, from the command line, and returns how many there were.
///
/// # Errors
/// `USER_NOT_FOUND`.
pub async fn end_sessions_of_address(app: &App, email: &str) -> Result<u64> {
    let email = rules::trimmed(email).to_lowercase();
    Work::run(app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let found = user::with_deleted().filter(user::Column::Email.eq(email));
        let user = found.one(tx.rows()).await?;
        let not_found = || Error::refused_at(Code::UserNotFound, "email");
        let user_id = user.ok_or_else(not_found)?.id;
        users::lock_all(&tx, &[user_id]).await?;
        let ended = sessions::revoke_all(&tx, user_id, None).await?;
        tx.commit(ended).await
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<SessionsWrite>,
    user_id: UserId,
    session_id: Option<SessionId>,
) -> Result<Committed<u64>> {
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let user = locked.iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(|| Error::refused_at(Code::UserNotFound, "userId"))?;
    rank::check_may_change(tx.rows(), &actor, user).await?;
    let ended = match session_id {
        None => sessions::revoke_all(&tx, user_id, None).await?,
        Some(session_id) => {
            if !sessions::end(&tx, user_id, session_id).await? {
                return Err(Error::refused_at(Code::SessionNotFound, "sessionId"));
            }
            sessions::emit_revoked(&tx, user_id, 1).await;
            1
        }
    };
    tx.commit(ended).await
}
