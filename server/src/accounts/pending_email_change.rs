//! What a member can do while a change of the email address waits: send its email again, or cancel it.

use super::change_email::{lock, send, send_privately};
use crate::app::App;
use crate::auth::{Caller, Member, one_time};
use crate::db::delete_in_batches;
use crate::entities::address_change::{self, Column, Entity};
use crate::entities::one_time_token::{self, Purpose};
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::work::{Work, Workflow};
use chrono::Duration;
use rules::Code;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

/// How long a change is kept after its first link expired, so that the member can have the email sent again.
const KEPT_AFTER_EXPIRATION: Duration = Duration::days(7);

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

/// Deletes changes whose links expired long ago; returns how many.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_expired(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let validity = app.config.accounts.verification_expiration;
    let live = one_time_token::Entity::find()
        .select_only()
        .column(one_time_token::Column::Id)
        .filter(
            Expr::col((one_time_token::Entity, one_time_token::Column::UserId))
                .equals((Entity, Column::UserId)),
        )
        .filter(one_time_token::Column::Purpose.eq(Purpose::Address))
        .filter(one_time_token::Column::ExpiresAt.gt(now))
        .into_query();
    let is_old = Column::RequestedAt.lte(now - validity - KEPT_AFTER_EXPIRATION);
    // The email may have been sent again since.
    let condition = is_old.and(Expr::exists(live).not());
    delete_in_batches(app, Entity, Column::UserId, condition).await
}

pub(super) fn nothing_pending() -> Error {
    Error::refused(Code::NoEmailChangePending)
}
