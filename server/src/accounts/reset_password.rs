//! Sets a new password with the token or the code from an email: the first one of an account, after an invitation.

use super::address;
use super::email_proof::EmailProof;
use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{Caller, new_password, one_time, passwords, refusal_time, sessions};
use crate::config::Secret;
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::{self, Purpose};
use crate::entities::user;
use crate::error::{Error, Result};
use crate::lifecycle::unverified;
use crate::signals::{Cause, Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, NewEmail, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// Sets the password of a token's account and ends all its sessions.
///
/// # Errors
/// `RateLimited`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `CODE_INVALID`, or the violations of the password.
pub async fn reset_password(
    app: &App,
    caller: &Caller,
    received: EmailProof,
    chosen: Secret,
) -> Result<()> {
    let charge = received.charge(app, caller.client())?;
    let workflow = Workflow::password_reset(received.logged());
    let attempted = Work::run_open(app, caller.actor(), caller.client(), workflow, |work| {
        attempt(work, received, chosen)
    });
    let outcome = refusal_time::even(attempted).await;
    charge.end(&outcome);
    outcome
}

async fn attempt(work: Work, received: EmailProof, chosen: Secret) -> Result<Committed<()>> {
    if let EmailProof::Link(token) = &received
        && Token::from_link(token).is_none()
    {
        work.note_refused_input();
    }
    let Some(token) = find(&work, &received).await? else {
        return Err(invalid(&work, received.invalid()));
    };
    let user_id = token.user_id;
    work.set_subject(user_id);
    if token.consumed_at.is_some() {
        return Err(invalid(&work, received.invalid()));
    }
    if token.expires_at <= work.app.clock.now() {
        return Err(invalid(
            &work,
            Error::refused_at(Code::TokenExpired, "token"),
        ));
    }
    let Some(user) = user::Entity::find_by_id(user_id)
        .one(work.app.db.reader())
        .await?
    else {
        return Err(invalid(&work, received.invalid()));
    };
    let password = new_password::parse_for(&work.app, &chosen, &user, "newPassword")?;
    let digest = passwords::hash(&work, &user, password).await?;
    let tx = work.begin_on(user_id).await?;
    // The owner of the mailbox chooses the first password, so that this also verifies the address.
    let verifies = !user.password.is_set();
    let locked = match verifies {
        true => users::lock_with_variants(&tx, user_id).await?,
        false => users::lock(&tx, user_id).await?,
    };
    // An invitation is for the first password only, whichever way that was chosen.
    let locked =
        locked.filter(|user| token.purpose != Purpose::Invitation || !user.password.is_set());
    // The first of two concurrent uses consumes the token; the other one fails.
    let (Some(user), true) = (locked, one_time::consume(&tx, token.id).await?) else {
        tx.set_failure_cause(Cause::InvalidToken);
        return Err(received.invalid());
    };
    let updated = users::update(
        &tx,
        &user,
        Changes {
            password: Some(digest),
            is_verified: verifies.then_some(true),
            ..Changes::default()
        },
    )
    .await?;
    if verifies && !user.is_verified {
        unverified::delete_variants(&tx, &updated).await?;
    }
    one_time::revoke_all(&tx, user_id, Purpose::Reset).await?;
    one_time::revoke_all(&tx, user_id, Purpose::Invitation).await?;
    address::cancel_pending(&tx, user_id).await?;
    sessions::revoke_all(&tx, user_id, None).await?;
    tx.emit(Signal::manager(Name::PasswordResetSuccessful, &user))
        .await;
    tx.queue_email(&user, NewEmail::now(&tx.app, EmailKind::PasswordChanged))
        .await?;
    tx.commit(()).await
}

/// The token of a reset or of an invitation: both links lead to the same page.
async fn find(work: &Work, received: &EmailProof) -> Result<Option<one_time_token::Model>> {
    match (received.find(work, Purpose::Reset).await?, received) {
        (None, EmailProof::Link(_)) => received.find(work, Purpose::Invitation).await,
        (found, _) => Ok(found),
    }
}

fn invalid(work: &Work, error: Error) -> Error {
    work.set_failure_cause(Cause::InvalidToken);
    error
}
