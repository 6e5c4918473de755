//! Sends the verification email again.

use super::even_writes;
use crate::app::App;
use crate::auth::Caller;
use crate::entities::email;
use crate::error::Result;
use crate::rate_limits::Limit;
use crate::users;
use crate::work::{Committed, Work, Workflow, deferred};
use rules::Email;

/// Queues another email for an unverified account. The response never reveals whether there is such an account, and
/// does not wait for the work, which runs at a pace of its own, so that its timing does not reveal it either.
///
/// # Errors
/// `RateLimited`, a malformed address, or BUSY.
pub async fn resend_verification(app: &App, caller: &Caller, email: &str) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::EmailRequests, caller.client())?;
    let email = Email::parse(email, &app.config.accounts.domains)?;
    let (task, actor) = (app.clone(), caller.actor());
    let about = format!("resend {}", email.as_str());
    deferred::defer(app, Some(about), async move {
        Work::run(&task, actor, Workflow::Plain, |work| attempt(work, email)).await
    })
}

async fn attempt(work: Work, email: Email) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    match users::lock_by_address(&tx, &email).await? {
        Some(user) if user.is_active && !user.is_verified => {
            let kind = email::EmailKind::Verification;
            if !tx.queue_requested_email(&user, kind).await? {
                even_writes::instead_of_email(&tx).await?;
            }
        }
        _ => even_writes::instead_of_email(&tx).await?,
    }
    tx.commit(()).await
}
