//! Checks an email address and a password: for signing in, and for commands that take credentials themselves.

use super::hasher::Lane;
use super::{Caller, SignInAttempt, passwords, refusal_time};
use crate::app::App;
use crate::config::Secret;
use crate::entities::admin;
use crate::entities::user::{self, ActiveModel, Column, Digest, Model, Role};
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use crate::users;
use crate::work::{Tx, Work, Workflow};
use rules::{Code, Email, Param, Password, Violation};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, Unchanged};

/// Email address and password, as typed.
#[derive(Debug)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
}

/// Authenticates a user without opening a session, for a command that takes credentials itself.
///
/// # Errors
/// Those of `log_in`; an expired account is not deleted.
pub(crate) async fn verify(app: &App, caller: &Caller, credentials: Credentials) -> Result<Model> {
    let limited = SignInAttempt::begin(app, caller.client(), &credentials.email).await?;
    let lane = limited.lane();
    let workflow = Workflow::authentication(&credentials.email, caller.client());
    let client = caller.client().clone();
    let attempt = move |work| async move {
        let (tx, user) = check(work, credentials, lane).await?;
        let checked = Signal::manager(Name::UserAuthenticated, &user);
        tx.emit(checked.sent_by(&client)).await;
        tx.commit(user).await
    };
    let attempted = Work::run_open(app, caller.actor(), caller.client(), workflow, attempt);
    let outcome = refusal_time::even(attempted).await;
    limited.end(&outcome);
    outcome
}

/// Checks the password first, then the account, in a transaction that locks the account.
async fn check(work: Work, credentials: Credentials, lane: Lane) -> Result<(Tx, Model)> {
    let checked = check_outside(&work, credentials, lane).await?;
    let tx = work.begin_on(checked.user.id).await?;
    let user = lock(&tx, checked).await?;
    Ok((tx, user))
}

/// An account whose password was correct, as it was before the transaction.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) user: Model,
    /// A new hash, if the parameters of the stored one are outdated.
    pub(crate) renewed: Option<Digest>,
}

/// Checks the password. The account itself is checked in the transaction.
pub(crate) async fn check_outside(
    work: &Work,
    credentials: Credentials,
    lane: Lane,
) -> Result<Checked> {
    let found = find(work, &credentials.email).await?;
    let user = check_password(
        work,
        &credentials.email,
        found,
        credentials.password.expose(),
        lane,
        Accounts::All,
    )
    .await?;
    // Before the transaction, which a wrong password does not get to either.
    refuse_unverified_privately(work, &user)?;
    let renewed = renew(&work.app, &user, &credentials.password).await?;
    Ok(Checked { user, renewed })
}

/// Locks the account, and checks that it may sign in and still has the password.
pub(crate) async fn lock(tx: &Tx, checked: Checked) -> Result<Model> {
    // Between the check and here the password may have been changed or the account deleted.
    let user = users::lock(tx, checked.user.id)
        .await?
        .filter(|user| user.password == checked.user.password);
    let Some(user) = user else {
        tx.set_failure_cause(Cause::IncorrectPassword);
        return Err(incorrect(&tx.app));
    };
    if !user.is_active {
        tx.set_failure_cause(Cause::UserInactive);
        return Err(Error::refused(Code::AccountInactive));
    }
    if !user.is_verified {
        tx.set_failure_cause(Cause::EmailNotVerified);
        return Err(unverified(&tx.app));
    }
    refuse_expired(tx, &user).await?;
    store_renewed(tx, &user, checked.renewed).await?;
    Ok(user)
}

async fn refuse_expired(tx: &Tx, user: &Model) -> Result<()> {
    let refused = ensure_not_expired(tx, user).await;
    if refused.is_err() {
        tx.set_failure_cause(Cause::UserInactive);
    }
    refused
}

/// Refuses a password of an administrator that the command line made, once it has expired.
///
/// # Errors
/// `PASSWORD_EXPIRED`.
pub(crate) async fn ensure_not_expired(tx: &Tx, user: &Model) -> Result<()> {
    if user.role != Role::Admin {
        return Ok(());
    }
    let admin = admin::Entity::find().filter(admin::Column::UserId.eq(user.id));
    let admin = admin.one(tx.rows()).await?;
    match admin.is_some_and(|admin| admin.has_expired_password(tx.app.clock.now())) {
        true => Err(Error::refused(Code::PasswordExpired)),
        false => Ok(()),
    }
}

/// With private registrations, refuses an account whose email address is not verified like a wrong password: whoever
/// registered an address could otherwise find out by signing in whether it was free.
fn refuse_unverified_privately(work: &Work, user: &Model) -> Result<()> {
    if user.is_verified || !work.app.config.accounts.private_registration {
        return Ok(());
    }
    work.set_failure_cause(Cause::EmailNotVerified);
    Err(unverified(&work.app))
}

/// The refusal of credentials that match no account. With private registrations it also stands for an email address
/// that is not verified, and says so.
pub(crate) fn incorrect(app: &App) -> Error {
    let violation = Violation::general(Code::InvalidCredentials);
    match app.config.accounts.private_registration {
        true => violation.with("or", Param::Text("unverified".to_owned())),
        false => violation,
    }
    .into()
}

/// The refusal of an account whose email address is not verified.
pub(crate) fn unverified(app: &App) -> Error {
    match app.config.accounts.private_registration {
        true => incorrect(app),
        false => Error::refused(Code::EmailNotVerified),
    }
}

async fn find(work: &Work, email: &str) -> Result<Option<Model>> {
    let Ok(email) = Email::parse_existing(email, &work.app.config.accounts.domains) else {
        work.note_refused_input();
        return Ok(None);
    };
    let found = user::with_deleted().filter(Column::Email.eq(email.as_str()));
    Ok(found.one(work.app.db.reader()).await?)
}

/// Whose passwords a sign-in may have: that decides what the password of an unknown account is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accounts {
    /// Everyone's, of which some may have been imported.
    All,
    /// Those of administrators, who are never imported.
    OfAdministrators,
}

/// Returns the account if the password is correct. An unknown email address takes as much time as a known one.
///
/// # Errors
/// `INVALID_CREDENTIALS`.
pub(crate) async fn check_password(
    work: &Work,
    login: &str,
    found: Option<Model>,
    password: &str,
    lane: Lane,
    accounts: Accounts,
) -> Result<Model> {
    let refused = || incorrect(&work.app);
    let Some(password) = Password::for_login(password) else {
        // Too long for any password: refused without hashing, whether or not there is an account.
        work.set_failure_cause(if found.is_some() {
            Cause::IncorrectPassword
        } else {
            Cause::UserNotFound
        });
        return Err(refused());
    };
    let Some(user) = found else {
        let drawn = match accounts {
            Accounts::All => Some(
                work.app
                    .code_key
                    .draw(&rules::trimmed(login).to_lowercase())?,
            ),
            Accounts::OfAdministrators => None,
        };
        work.app.hasher.check_nobody(password, drawn).await?;
        work.set_failure_cause(Cause::UserNotFound);
        return Err(refused());
    };
    work.set_subject(user.id);
    if !passwords::check(work, &user, password, lane).await? {
        work.set_failure_cause(Cause::IncorrectPassword);
        return Err(refused());
    }
    Ok(user)
}

/// Returns a new hash for an account whose hash has outdated parameters.
pub(crate) async fn renew(app: &App, user: &Model, password: &Secret) -> Result<Option<Digest>> {
    if !app.hasher.is_outdated(&user.password) {
        return Ok(None);
    }
    match Password::for_login(password.expose()) {
        Some(password) => app.hasher.hash(password, Lane::Known).await.map(Some),
        None => Ok(None),
    }
}

/// Stores the hash from `renew`. The password itself does not change, so no signal is emitted.
pub(crate) async fn store_renewed(tx: &Tx, user: &Model, renewed: Option<Digest>) -> Result<()> {
    if let Some(digest) = renewed {
        let row = ActiveModel {
            id: Unchanged(user.id),
            password: Set(digest),
            ..Default::default()
        };
        row.update(tx.rows()).await?;
    }
    Ok(())
}

/// Records the time of the login. This is bookkeeping, not a change by the member, so the repository emits no signal.
pub(crate) async fn record_login(tx: &Tx, user: &Model) -> Result<Model> {
    let last_login_at = Set(Some(tx.app.clock.now()));
    let row = ActiveModel {
        id: Unchanged(user.id),
        last_login_at,
        ..Default::default()
    };
    Ok(row.update(tx.rows()).await?)
}
