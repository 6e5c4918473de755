//! Ends a member's sessions.

use super::rank;
use crate::app::App;
use crate::auth::permission::SessionsWrite;
use crate::auth::{Admin, sessions};
use crate::error::{Error, Result};
use crate::ids::{SessionId, UserId};
use crate::work::{Committed, Work, Workflow};
use rules::Code;

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
