//! Requests a link that sets a new password.

use super::even_writes;
use crate::app::App;
use crate::auth::{Caller, one_time};
use crate::entities::user::Model;
use crate::entities::{email, one_time_token};
use crate::error::{Error, Result};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow, deferred};
use rules::{Code, Email};

/// Queues a reset email for an account; earlier links stop working. The response never reveals whether the account
/// exists, and does not wait for the work, which runs at a pace of its own, so that its timing does not reveal it either.
///
/// # Errors
/// A malformed address, or BUSY.
pub async fn request_password_reset(app: &App, caller: &Caller, email: &str) -> Result<()> {
    let workflow = Workflow::password_reset_request(email);
    let parsed = Email::parse_existing(email, &app.config.accounts.domains);
    let address = parsed.clone().ok();
    let (task, actor_id) = (app.clone(), caller.user_id());
    deferred::defer(app, async move {
        Work::run(&task, actor_id, workflow, |work| attempt(work, address)).await
    })?;
    parsed.map(|_| ()).map_err(Error::from)
}

/// Queues a reset email for the account with this address, if there is one that may sign in.
async fn attempt(work: Work, email: Option<Email>) -> Result<Committed<()>> {
    let mut tx = work.begin().await?;
    let found = match &email {
        Some(email) => users::lock_by_address(&tx, email).await?,
        None => None,
    };
    let Some(user) = found.filter(|user| user.is_active) else {
        even_writes::instead_of_revoking(&tx).await?;
        // In the same transaction: two would take longer than the one of an account.
        let error = Error::refused_at(Code::UserNotFound, "email");
        return Err(tx.commit_failure(error).await);
    };
    queue_email(&mut tx, &user).await?;
    tx.commit(()).await
}

/// Queues a reset email for an account that the caller has locked; earlier links stop working.
pub(crate) async fn queue_email(tx: &mut Tx, user: &Model) -> Result<()> {
    one_time::revoke_all(tx, user.id, one_time_token::Purpose::Reset).await?;
    tx.queue_email(user.id, email::EmailKind::PasswordReset)
        .await
}
