//! Cancels a pending deletion.

use crate::app::App;
use crate::auth::Caller;
use crate::auth::credentials::{self, Credentials};
use crate::auth::rotation::{self, RotatedToken};
use crate::entities::email::EmailKind;
use crate::entities::session;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lifecycle::purge;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Tx, Work, Workflow};
use rules::Code;

/// Restores the caller's account, and rotates the session.
///
/// # Errors
/// `NO_DELETION_PENDING`, or `GRACE_PERIOD_OVER`.
pub async fn cancel_deletion(app: &App, caller: &Caller) -> Result<(Model, Option<RotatedToken>)> {
    let user_id = caller.owner()?.user.id;
    cancel(app, user_id, caller.cookie_session()).await
}

/// Restores the account with this address and password.
///
/// # Errors
/// Those of `cancel_deletion` and of a sign-in.
pub async fn cancel_deletion_with_credentials(
    app: &App,
    caller: &Caller,
    credentials: Credentials,
) -> Result<Model> {
    let user = credentials::verify(app, caller, credentials).await?;
    let (user, _) = cancel(app, user.id, None).await?;
    Ok(user)
}

async fn cancel(
    app: &App,
    user_id: UserId,
    session: Option<session::Model>,
) -> Result<(Model, Option<RotatedToken>)> {
    let workflow = Workflow::update(user_id, changes().to_data());
    Work::run(app, Some(user_id), workflow, move |work| async move {
        let tx = work.begin().await?;
        let user = users::lock(&tx, user_id).await?;
        let user = user.ok_or_else(|| Error::refused(Code::UserNotFound))?;
        let updated = cancel_in(&tx, &user).await?;
        let rotated = rotation::rotate(&tx, session.as_ref()).await?;
        tx.commit((updated, rotated)).await
    })
    .await
}

/// The changes that restore an account.
pub(crate) fn changes() -> Changes {
    Changes {
        deletion: Some(None),
        ..Changes::default()
    }
}

/// Restores an account, which the caller has locked, inside another command's transaction.
pub(crate) async fn cancel_in(tx: &Tx, user: &Model) -> Result<Model> {
    if !user.is_deleted() {
        return Err(Error::refused(Code::NoDeletionPending));
    }
    if purge::is_due(&tx.app, user) {
        return Err(Error::refused(Code::GracePeriodOver));
    }
    let updated = users::update(tx, user, changes()).await?;
    tx.emit(Signal::platform(Name::UserDeletionCancelled, user.id))
        .await;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.queue_email(&updated, EmailKind::DeletionCanceled)
        .await?;
    Ok(updated)
}
