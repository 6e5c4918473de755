//! Requests a link that sets a new password.

use crate::app::App;
use crate::auth::{Caller, one_time};
use crate::entities::email::EmailKind::PasswordReset;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Email};

/// Queues a reset email for an account; earlier links stop working. The response never reveals whether the account
/// exists, and does not wait for the work, so that its timing does not reveal it either.
///
/// # Errors
/// `RateLimited`, a malformed address, or BUSY.
pub async fn request_password_reset(app: &App, caller: &Caller, email: &str) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::EmailRequests, caller.client())?;
    let workflow = Workflow::password_reset_request(email);
    let parsed = Email::parse_existing(email, &app.config.accounts.domains);
    let address = parsed.clone().ok();
    let (task, actor_id) = (app.clone(), caller.user_id());
    app.in_background(async move {
        Work::run(&task, actor_id, workflow, |work| attempt(work, address)).await
    })?;
    parsed.map(|_| ()).map_err(Error::from)
}

/// Queues a reset email for the account with this address, if there is one that may sign in.
async fn attempt(work: Work, email: Option<Email>) -> Result<Committed<()>> {
    let mut tx = work.begin().await?;
    let found = match &email {
        Some(email) => users::lock_by_address(&tx, email)
            .await?
            .filter(|user| user.email == email.as_str()),
        None => None,
    };
    let Some(user) = found.filter(|user| user.is_active) else {
        return Err(Error::refused_at(Code::UserNotFound, "email"));
    };
    if tx.queue_requested_email(&user, PasswordReset).await? {
        one_time::revoke_all(&tx, user.id, Purpose::Reset).await?;
    } else {
        tx.forget_signals();
    }
    tx.commit(()).await
}
