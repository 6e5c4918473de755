//! Ends the current session.

use crate::app::App;
use crate::auth::{Caller, sessions};
use crate::error::Result;
use crate::work::{Work, Workflow};

/// Ends the caller's session; where an administrator is signed in as a member, also the administrator's own, if it was in
/// the same browser. Also succeeds without a session.
///
/// # Errors
/// When the database does not respond.
pub async fn log_out(app: &App, caller: &Caller) -> Result<()> {
    let Ok(signed_in) = caller.session() else {
        return Ok(());
    };
    let session = signed_in.session.clone();
    let actor = session.impersonator_id.unwrap_or(signed_in.user.id);
    let signed_out = Work::run(app, Some(actor), Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        sessions::sign_out(&tx, &session).await?;
        tx.commit(()).await
    })
    .await;
    app.sessions.remove_user(actor);
    signed_out
}
