//! Requests a link that sets a new password.

use super::even_writes;
use crate::app::App;
use crate::auth::{Caller, one_time};
use crate::entities::email::EmailKind::PasswordReset;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::signals::Cause;
use crate::users;
use crate::work::{Committed, Work, Workflow, deferred};
use rules::{Code, Email};

/// Queues a reset email for an account; earlier links stop working. Changes nothing while one is queued or being sent,
/// and when the mailbox got too many. The response never reveals whether the account exists, and does not wait for the
/// work, which runs at a pace of its own, so that its timing does not reveal it either.
///
/// # Errors
/// `RateLimited`, a malformed address, or BUSY.
pub async fn request_password_reset(app: &App, caller: &Caller, email: &str) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::EmailRequests, caller.client())?;
    let workflow = Workflow::password_reset_request(email);
    let (actor, client) = (caller.actor(), caller.client().clone());
    let address = match Email::parse_existing(email, &app.config.accounts.domains) {
        Ok(address) => address,
        Err(violation) => {
            let refuse = |work: Work| async move {
                work.note_refused_input();
                work.set_failure_cause(Cause::UserNotFound);
                Err(violation.into())
            };
            return Work::run_open(app, actor, &client, workflow, refuse).await;
        }
    };
    let task = app.clone();
    let about = format!("reset {}", address.as_str());
    deferred::defer(app, Some(about), async move {
        let attempt = |work| attempt(work, address);
        Work::run_open(&task, actor, &client, workflow, attempt).await
    })
}

/// Queues a reset email for the account with this address, if there is one that may sign in.
async fn attempt(work: Work, email: Email) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let found = users::lock_by_address(&tx, &email).await?;
    // Whatever is found, because what else is written depends on limits. After the account, which is always locked
    // first.
    even_writes::instead_of_email(&tx).await?;
    let Some(user) = found.filter(|user| user.is_active) else {
        even_writes::instead_of_revoking(&tx).await?;
        // In the same transaction: two would take longer than the one of an account.
        let not_found = Error::refused_at(Code::UserNotFound, "email");
        return Err(tx.commit_failure(not_found).await);
    };
    if tx.queue_requested_email(&user, PasswordReset).await? {
        one_time::revoke_all(&tx, user.id, Purpose::Reset).await?;
    } else {
        tx.forget_signals();
    }
    tx.commit(()).await
}
