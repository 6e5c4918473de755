//! Verifies an email address with the token or the code from the email.
//!
//! Anyone can register an address that is not theirs, with a password of their choice. Only the owner of the mailbox
//! gets the token, and following the link must not open the account to the person who registered it. So the owner sees
//! what was registered (`verification`), and either enters the password, which shows that they registered themselves,
//! or sets a new one.

use super::email_proof::EmailProof;
use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::{Caller, new_password, one_time, passwords, refusal_time, sessions};
use crate::config::Secret;
use crate::entities::one_time_token::{self, Purpose};
use crate::entities::user::{self, Digest, Model};
use crate::error::{Error, Result};
use crate::lifecycle::unverified;
use crate::signals::{Cause, Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use rules::{Code, Password};
use sea_orm::EntityTrait;

/// What is sent with the token.
#[derive(Debug)]
pub enum Verification {
    /// Nothing: the token alone, as API clients send it.
    Plain,
    /// The password that the account was registered with.
    Password(Secret),
    /// A password that replaces it.
    NewPassword(Secret),
}

/// A verified email address.
#[derive(Debug)]
pub struct Verified {
    /// The address.
    pub email: String,
    /// Whether it was verified before: the link was followed twice.
    pub already_verified: bool,
}

/// The registration that a token verifies.
#[derive(Debug)]
pub struct Registered {
    /// The address.
    pub email: String,
    /// When it was registered.
    pub at: DateTime<Utc>,
    /// Whether it is already verified.
    pub is_verified: bool,
}

/// Returns what `verify_email` would verify, without changing anything; `None` for an unknown, expired or withdrawn
/// token.
///
/// # Errors
/// When the database does not respond.
pub async fn verification(app: &App, token: &str) -> Result<Option<Registered>> {
    let token = one_time::find(app, Purpose::Verification, token).await?;
    let Some(token) = token.filter(|token| token.expires_at > app.clock.now()) else {
        return Ok(None);
    };
    let user = owner(app, &token).await?;
    let is_valid = |user: &Model| user.is_verified || token.consumed_at.is_none();
    Ok(user.filter(is_valid).map(|user| Registered {
        email: user.email,
        at: user.joined_at,
        is_verified: user.is_verified,
    }))
}

/// Verifies the email address of a token's account and ends all its sessions. A token works once; a second use returns
/// "already verified" until the token expires. So does the code that was sent with it.
///
/// # Errors
/// `RateLimited`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `CODE_INVALID`, `WRONG_PASSWORD`, or the violations of the new
/// password; the token stays valid after the last two. `EMAIL_TAKEN` when the same person has verified another account.
pub async fn verify_email(
    app: &App,
    caller: &Caller,
    received: EmailProof,
    verification: Verification,
) -> Result<Verified> {
    let charge = received.charge(app, caller.client())?;
    let workflow = Workflow::email_verification(received.logged());
    let attempted = Work::run_open(app, caller.actor(), caller.client(), workflow, |work| {
        attempt(work, received, verification)
    });
    let outcome = refusal_time::even(attempted).await;
    charge.end(&outcome);
    outcome
}

/// What the client has proved before the transaction.
enum Proof {
    /// The client has access to the mailbox.
    Mailbox,
    /// The client also knows the password that has this hash.
    Password(Digest),
    /// The client wants a new password, which has this hash.
    NewPassword(Digest),
}

async fn attempt(
    work: Work,
    received: EmailProof,
    verification: Verification,
) -> Result<Committed<Verified>> {
    let Some(token) = received.find(&work, Purpose::Verification).await? else {
        work.set_failure_cause(Cause::InvalidToken);
        return Err(received.invalid());
    };
    let user_id = token.user_id;
    work.set_subject(user_id);
    let proof = prove(&work, &received, &token, verification).await?;
    let tx = work.begin_on(user_id).await?;
    let Some(user) = users::lock_with_variants(&tx, user_id).await? else {
        tx.set_failure_cause(Cause::InvalidToken);
        return Err(received.invalid());
    };
    if token.expires_at <= tx.app.clock.now() {
        tx.set_failure_cause(Cause::TokenMismatchOrExpired);
        tx.emit(Signal::account(Name::UserEmailVerificationFailed, &user))
            .await;
        return Err(Error::refused_at(Code::TokenExpired, "token"));
    }
    let is_first_use = one_time::consume(&tx, token.id).await?;
    match (user.is_verified, is_first_use, proof) {
        // A link that was already used reports this, and no longer sets a password.
        (true, _, None | Some(Proof::Mailbox | Proof::Password(_))) => {}
        (false, true, Some(proof)) => verify(&tx, &user, proof).await?,
        // If the account was verified and later set to unverified, only newer links are valid.
        _ => {
            tx.set_failure_cause(Cause::InvalidToken);
            return Err(received.invalid());
        }
    }
    let reason = user.is_verified.then_some(Cause::AlreadyVerified);
    tx.emit(Signal::user_email_verification_successful(&user, reason))
        .await;
    tx.commit(Verified {
        already_verified: user.is_verified,
        email: user.email,
    })
    .await
}

/// Checks or hashes the password before the transaction; `None` if there is nothing to verify.
async fn prove(
    work: &Work,
    received: &EmailProof,
    token: &one_time_token::Model,
    verification: Verification,
) -> Result<Option<Proof>> {
    let is_over = token.expires_at <= work.app.clock.now();
    let user = match owner(&work.app, token).await? {
        Some(user) if !is_over => user,
        _ => return Ok(None),
    };
    match verification {
        Verification::Plain => Ok(Some(Proof::Mailbox)),
        Verification::Password(_) if user.is_verified => Ok(None),
        Verification::Password(password) => {
            let wrong = || Error::refused_at(Code::WrongPassword, "password");
            let password = Password::for_login(password.expose()).ok_or_else(wrong)?;
            if !passwords::check(work, &user, password, Lane::Other).await? {
                return Err(wrong());
            }
            Ok(Some(Proof::Password(user.password)))
        }
        Verification::NewPassword(_) if user.is_verified || token.consumed_at.is_some() => {
            work.set_failure_cause(Cause::InvalidToken);
            Err(received.invalid())
        }
        Verification::NewPassword(password) => {
            let password = new_password::parse_for(&work.app, &password, &user, "newPassword")?;
            let digest = passwords::hash(work, &user, password).await?;
            Ok(Some(Proof::NewPassword(digest)))
        }
    }
}

/// Verifies a locked account, and deletes what others registered with another "+tag" of its address. All its sessions
/// end: the person who registered the address may not be its owner.
async fn verify(tx: &Tx, user: &Model, proof: Proof) -> Result<()> {
    let mut changes = Changes {
        is_verified: Some(true),
        ..Changes::default()
    };
    match proof {
        Proof::Mailbox => {}
        Proof::Password(checked) if checked == user.password => {}
        Proof::Password(_) => return Err(Error::refused_at(Code::WrongPassword, "password")),
        Proof::NewPassword(digest) => {
            changes.password = Some(digest);
            one_time::revoke_all(tx, user.id, Purpose::Reset).await?;
        }
    }
    let updated = users::update(tx, user, changes).await;
    let updated = updated.inspect_err(|error| {
        if error.is(Code::EmailTaken) {
            tx.set_failure_cause(Cause::InvalidToken);
        }
    })?;
    unverified::delete_variants(tx, &updated).await?;
    one_time::consume_all(tx, user.id, Purpose::Verification).await?;
    sessions::revoke_all(tx, user.id, None).await?;
    Ok(())
}

async fn owner(app: &App, token: &one_time_token::Model) -> Result<Option<Model>> {
    let found = user::Entity::find_by_id(token.user_id);
    Ok(found.one(app.db.reader()).await?)
}
