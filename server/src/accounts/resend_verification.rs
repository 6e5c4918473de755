//! Sends the verification email again.

use crate::app::App;
use crate::auth::Caller;
use crate::entities::email;
use crate::error::Result;
use crate::rate_limits::Limit;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::Email;

/// Queues another email for an unverified account. The response never reveals whether there is such an account, and
/// does not wait for the work, so that its timing does not reveal it either.
///
/// # Errors
/// `RateLimited`, a malformed address, or BUSY.
pub async fn resend_verification(app: &App, caller: &Caller, email: &str) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::EmailRequests, caller.client())?;
    let email = Email::parse(email, &app.config.accounts.domains)?;
    let (task, actor_id) = (app.clone(), caller.user_id());
    app.in_background(async move {
        Work::run(&task, actor_id, Workflow::Plain, |work| {
            attempt(work, email)
        })
        .await
    })
}

async fn attempt(work: Work, email: Email) -> Result<Committed<()>> {
    let mut tx = work.begin().await?;
    match users::lock_by_address(&tx, &email).await? {
        Some(user) if user.email == email.as_str() && user.is_active && !user.is_verified => {
            tx.queue_requested_email(&user, email::EmailKind::Verification)
                .await?;
        }
        _ => {}
    }
    tx.commit(()).await
}
