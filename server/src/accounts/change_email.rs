//! Asks for another email address, which the account has once it is verified.
//!
//! With private registrations the response does not reveal whether the address has an account. What depends on it
//! happens after the response, as for a registration.

use super::address;
use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::{Member, credentials, guessing, one_time, passwords};
use crate::config::Secret;
use crate::entities::address_change::{self, ActiveModel, Model};
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::Purpose;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::{AddressChangeId, UserId};
use crate::rate_limits::Limit;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, NewEmail, Tx, Work, Workflow, deferred};
use rules::{Code, Email, Password};
use sea_orm::{ActiveModelTrait, Set};

/// Stores the change and emails a link and a code to the new address. It replaces a change that waits. The account
/// keeps its address until the new one is verified.
///
/// # Errors
/// `RateLimited`, `WRONG_PASSWORD`, the violation of the new address, `EMAIL_UNCHANGED`, or `EMAIL_TAKEN`.
pub async fn change_email(
    app: &App,
    member: &Member,
    new_email: &str,
    current: Secret,
) -> Result<Model> {
    let user = member.user();
    let email = Email::parse(new_email, &app.config.accounts.domains);
    let email = email.map_err(|violation| violation.moved_to("newEmail"))?;
    if email.as_str() == user.email {
        return Err(Error::refused_at(Code::EmailUnchanged, "newEmail"));
    }
    // Whoever uses a session that is not theirs must not send emails to others.
    let who = user.id.to_string();
    app.rate_limits.charge(Limit::EmailChanges, &who)?;
    let caller = member.clone();
    let command = Work::run(app, Some(user.id), Workflow::Plain, |work| {
        attempt(work, caller, email, current)
    });
    let outcome = guessing::limited(app, member, command).await;
    let is_by_guess =
        |error: &Error| error.is(Code::WrongPassword) || matches!(error, Error::RateLimited { .. });
    if outcome.as_ref().is_err_and(is_by_guess) {
        app.rate_limits.refund(Limit::EmailChanges, &who);
    }
    let change = outcome?;
    if app.config.accounts.private_registration
        && let Err(error) = send_privately(app, change.clone())
    {
        // The change is stored, and the member can have the email sent again.
        tracing::warn!(%error, "the email to a new address is not queued");
    }
    Ok(change)
}

async fn attempt(
    work: Work,
    member: Member,
    email: Email,
    current: Secret,
) -> Result<Committed<Model>> {
    let user = member.user();
    let wrong = || Error::refused_at(Code::WrongPassword, "currentPassword");
    let current = Password::for_login(current.expose()).ok_or_else(wrong)?;
    if !passwords::check(&work, user, current, Lane::Known).await? {
        return Err(wrong());
    }
    let tx = work.begin().await?;
    let locked = lock(&tx, user.id).await?;
    if locked.password != user.password {
        return Err(wrong());
    }
    credentials::ensure_not_expired(&tx, &locked).await?;
    let is_private = tx.app.config.accounts.private_registration;
    if !is_private {
        let free = address::ensure_free(&tx, &locked, &email).await;
        free.map_err(at_new_email)?;
    }
    let change = store(&tx, user.id, &email).await?;
    if !is_private {
        send(&tx, &locked, &change).await?;
    }
    let requested = Name::UserEmailChangeRequested;
    tx.emit(Signal::platform(requested, user.id)).await;
    tx.commit(change).await
}

/// Locks an account that may change its address.
///
/// # Errors
/// The refusal of an account that may not.
pub(super) async fn lock(tx: &Tx, user_id: UserId) -> Result<user::Model> {
    let user = users::lock(tx, user_id).await?;
    let user = user.ok_or_else(|| Error::refused(Code::UserNotFound))?;
    ensure_may_change(&user)?;
    Ok(user)
}

/// Refuses an account that can only be restored, or that cannot sign in.
pub(super) fn ensure_may_change(user: &user::Model) -> Result<()> {
    let refusal = match user {
        user if user.is_deleted() => Code::DeletionPending,
        user if !user.is_active => Code::AccountInactive,
        user if !user.is_verified => Code::EmailNotVerified,
        _ => return Ok(()),
    };
    Err(Error::refused(refusal))
}

/// Names the field whose address is taken.
fn at_new_email(error: Error) -> Error {
    match error.is(Code::EmailTaken) {
        true => Error::refused_at(Code::EmailTaken, "newEmail"),
        false => error,
    }
}

/// Stores a change in place of the one that waits, whose links and codes stop working.
async fn store(tx: &Tx, user_id: UserId, email: &Email) -> Result<Model> {
    address_change::forget(tx.rows(), user_id).await?;
    one_time::revoke_all(tx, user_id, Purpose::Address).await?;
    let change = ActiveModel {
        user_id: Set(user_id),
        id: Set(AddressChangeId::new()),
        email: Set(email.as_str().to_owned()),
        requested_at: Set(tx.app.clock.now()),
    };
    Ok(change.insert(tx.rows()).await?)
}

/// Queues the email to the new address, unless that mailbox got too many. Returns whether it was queued.
pub(super) async fn send(tx: &Tx, user: &user::Model, change: &Model) -> Result<bool> {
    let email = NewEmail {
        recipient: Some(change.email.clone()),
        topic: change.id.to_string(),
        ..NewEmail::from(EmailKind::AddressVerification)
    };
    tx.queue_requested_email(user, email).await
}

/// Sends the email after the response, or a notice to the owner of an address that is taken.
pub(super) fn send_privately(app: &App, change: Model) -> Result<()> {
    let task = app.clone();
    let about = format!("change {}", change.id);
    deferred::defer(app, Some(about), async move {
        let actor_id = Some(change.user_id);
        Work::run(&task, actor_id, Workflow::Plain, |work| {
            send_or_notify(work, change)
        })
        .await
    })
}

async fn send_or_notify(work: Work, change: Model) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let email = Email::from_stored(change.email.clone());
    let claimants = users::claimants(tx.rows(), &email).await?;
    let mut people: Vec<UserId> = claimants.iter().map(|user| user.id).collect();
    people.push(change.user_id);
    let locked = users::lock_all(&tx, &people).await?;
    let Some(user) = locked.iter().find(|user| user.id == change.user_id) else {
        return tx.commit(()).await;
    };
    match address::ensure_free(&tx, user, &email).await {
        Ok(()) => {
            send(&tx, user, &change).await?;
        }
        Err(error) if error.is(Code::EmailTaken) => {
            let is_owner = |owner: &&user::Model| owner.id != user.id;
            if let Some(owner) = locked.iter().find(is_owner) {
                tx.queue_requested_email(owner, EmailKind::AlreadyRegistered)
                    .await?;
            }
        }
        Err(error) => return Err(error),
    }
    tx.commit(()).await
}
