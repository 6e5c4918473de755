//! Ends the current session.

use super::end_impersonation::end_impersonation;
use crate::app::App;
use crate::auth::{Caller, sessions};
use crate::error::Result;
use crate::signals::{Name, Signal};
use crate::work::{Work, Workflow};

/// Ends the caller's session. Also succeeds without a session.
///
/// # Errors
/// When the database does not respond.
pub async fn log_out(app: &App, caller: &Caller) -> Result<()> {
    let Ok(signed_in) = caller.session() else {
        return Ok(());
    };
    if signed_in.session.impersonator_id.is_some() {
        end_impersonation(app, caller, false).await?;
        return Ok(());
    }
    let (user_id, session_id) = (signed_in.user.id, signed_in.session.id);
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            if sessions::end(&tx, user_id, session_id).await? {
                tx.emit(Signal::platform(Name::UserLoggedOut, user_id))
                    .await;
            }
            tx.commit(()).await
        },
    )
    .await
}
