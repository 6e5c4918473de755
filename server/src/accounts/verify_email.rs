//! Proving an address with the token from the letter.

use crate::app::App;
use crate::auth::Caller;
use crate::auth::one_time;
use crate::db::tx::Committed;
use crate::db::users::{self, Changes};
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use rules::Code;

/// An address that is proved.
#[derive(Debug)]
pub struct Verified {
    /// The address.
    pub email: String,
    /// It had been proved before: the link was followed twice.
    pub already_verified: bool,
}

/// Marks the account of a token as verified. A token works once; a second use answers "already verified"
/// until the token expires.
///
/// # Errors
/// `TOKEN_INVALID` or `TOKEN_EXPIRED`.
pub async fn verify_email(app: &App, caller: &Caller, token: String) -> Result<Verified> {
    let workflow = Workflow::email_verification(&token);
    Work::run(app, caller.user_id(), workflow, |work| attempt(work, token)).await
}

async fn attempt(work: Work, token: String) -> Result<Committed<Verified>> {
    let token = one_time::find(&work.app, Purpose::Verification, &token).await?;
    let Some(token) = token else {
        work.fails_because(Cause::InvalidToken);
        return Err(Error::refused_at(Code::TokenInvalid, "token"));
    };
    let user_id = token.user_id;
    work.is_about(user_id);
    let tx = work.begin_on(user_id).await?;
    let Some(user) = users::lock(&tx, user_id).await? else {
        tx.fails_because(Cause::InvalidToken);
        return Err(Error::refused_at(Code::TokenInvalid, "token"));
    };
    if token.expires_at <= tx.app.clock.now() {
        tx.fails_because(Cause::TokenMismatchOrExpired);
        tx.emit(Signal::account(Name::UserEmailVerificationFailed, &user))
            .await;
        return Err(Error::refused_at(Code::TokenExpired, "token"));
    }
    let is_first_use = one_time::consume(&tx, token.id).await?;
    let already_verified = !is_first_use || user.is_verified;
    if !already_verified {
        users::update(
            &tx,
            &user,
            Changes {
                is_verified: Some(true),
                ..Changes::default()
            },
        )
        .await?;
    }
    let reason = already_verified.then_some(Cause::AlreadyVerified);
    tx.emit(Signal::user_email_verification_successful(&user, reason))
        .await;
    tx.commit(Verified {
        email: user.email,
        already_verified,
    })
    .await
}
