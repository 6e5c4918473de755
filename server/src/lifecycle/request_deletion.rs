//! Requests the deletion of the member's account.

use crate::app::App;
use crate::auth::{Member, last_superadmin, sessions};
use crate::entities::email::EmailKind;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::mail::in_words;
use crate::roster::unlink;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes, Deletion};
use crate::webhooks::owner;
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Starts the grace period: the account becomes invisible to others at once, loses its partners and its other
/// sessions, and can be restored until the period is over.
///
/// # Errors
/// `CONFIRMATION_MISMATCH` when the confirmation is not the account's address.
pub async fn request_deletion(app: &App, member: &Member, confirmation: &str) -> Result<Model> {
    let member = member.clone();
    let requested_at = app.clock.now();
    let permanent_after = requested_at + app.config.accounts.grace_period;
    let changes = Changes {
        deletion: Some(Some(Deletion {
            requested_at,
            permanent_after,
        })),
        ..Changes::default()
    };
    let confirmed = rules::confirm(confirmation, &member.user().address());
    let workflow = Workflow::update(member.user().id, changes.to_data());
    Work::run(app, Some(member.user().id), workflow, |work| async move {
        confirmed?;
        attempt(work, member, changes).await
    })
    .await
}

async fn attempt(work: Work, member: Member, changes: Changes) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    unlink::lock(&tx, &[member.user().id]).await?;
    let user = match users::lock(&tx, member.user().id).await? {
        Some(user) if user.is_deleted() => return Err(Error::refused(Code::DeletionPending)),
        Some(user) => user,
        None => {
            return Err(Error::refused(Code::UserNotFound));
        }
    };
    if user.role == Role::Admin {
        last_superadmin::ensure_another(&tx, user.id).await?;
    }
    let updated = users::update(&tx, &user, changes).await?;
    if user.role == Role::Admin {
        owner::review(&tx, &[user.id]).await?;
    }
    unlink::unlink(&tx, user.id).await?;
    tx.emit(Signal::platform(Name::UserDeletionRequested, user.id))
        .await;
    sessions::revoke_all(&tx, user.id, Some(member.session().id)).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.queue_email(&updated, EmailKind::DeletionRequested)
        .await?;
    tx.commit(updated).await
}

/// The grace period in words.
#[must_use]
pub fn delay_in_words(app: &App) -> String {
    in_words(app.config.accounts.grace_period)
}
