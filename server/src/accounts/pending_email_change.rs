//! What a member can do while a change of the email address waits: send its email again, or cancel it.

use super::change_email::{lock, send, send_privately};
use crate::app::App;
use crate::auth::{Caller, Member, one_time};
use crate::entities::address_change;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::work::{Work, Workflow};
use rules::Code;

/// Sends the email with the link and the code again. Changes nothing while one is queued or being sent, and when the
/// mailbox got too many.
///
/// # Errors
/// `RateLimited`, or `NO_EMAIL_CHANGE_PENDING`.
pub async fn resend_email_change(app: &App, caller: &Caller, member: &Member) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::EmailRequests, caller.client())?;
    let user_id = member.user().id;
    if app.config.accounts.private_registration {
        let change = address_change::of_user(app.db.reader(), user_id).await?;
        return send_privately(app, change.ok_or_else(nothing_pending)?);
    }
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            let user = lock(&tx, user_id).await?;
            let change = address_change::of_user(tx.rows(), user_id).await?;
            send(&tx, &user, &change.ok_or_else(nothing_pending)?).await?;
            tx.commit(()).await
        },
    )
    .await
}

/// Cancels the change: its links and codes stop working.
///
/// # Errors
/// `NO_EMAIL_CHANGE_PENDING`.
pub async fn cancel_email_change(app: &App, member: &Member) -> Result<()> {
    let user_id = member.user().id;
    Work::run(
        app,
        Some(user_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            lock(&tx, user_id).await?;
            if !address_change::forget(tx.rows(), user_id).await? {
                return Err(nothing_pending());
            }
            one_time::revoke_all(&tx, user_id, Purpose::Address).await?;
            tx.commit(()).await
        },
    )
    .await
}

pub(super) fn nothing_pending() -> Error {
    Error::refused(Code::NoEmailChangePending)
}
