//! Ends one of a member's sessions.

use crate::app::App;
use crate::auth::{Member, sessions};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::work::{Work, Workflow};
use rules::Code;

/// Ends one session of the caller's account.
///
/// # Errors
/// `SESSION_NOT_FOUND`, also for another account's session.
pub async fn revoke_session(app: &App, member: &Member, session_id: SessionId) -> Result<()> {
    let user_id = member.user().id;
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            if !sessions::end(&tx, user_id, session_id).await? {
                return Err(Error::refused_at(Code::SessionNotFound, "id"));
            }
            sessions::emit_revoked(&tx, user_id, 1).await;
            tx.commit(()).await
        },
    )
    .await
}
