//! Ends all of a member's sessions except the current one.

use crate::app::App;
use crate::auth::{Member, sessions};
use crate::error::Result;
use crate::work::{Work, Workflow};

/// Ends the caller's other sessions and returns how many there were.
///
/// # Errors
/// When the database does not respond.
pub async fn revoke_other_sessions(app: &App, member: &Member) -> Result<u64> {
    let (user_id, kept) = (member.user().id, member.session().id);
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            let revoked = sessions::revoke_all(&tx, user_id, Some(kept)).await?;
            tx.commit(revoked).await
        },
    )
    .await
}
