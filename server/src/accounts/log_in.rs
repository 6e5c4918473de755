//! Signs a member in with email address and password.

use crate::app::App;
use crate::auth::credentials::{self, Credentials};
use crate::auth::token::Token;
use crate::auth::{Caller, Client, refusal_time, sessions};
use crate::entities::session::{self, Kind};
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::lifecycle::purge;
use crate::signals::{Cause, Name, Signal};
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// A new session.
#[derive(Debug)]
pub struct SignedInSession {
    /// The token that the client keeps.
    pub token: Token,
    /// The session.
    pub session: session::Model,
    /// The account; its deletion may be pending.
    pub user: Model,
}

/// Opens a session. An account whose grace period is over is deleted instead.
///
/// # Errors
/// `INVALID_CREDENTIALS`; only after the correct password: `ACCOUNT_INACTIVE`, `EMAIL_NOT_VERIFIED`, `ACCOUNT_GONE`. With
/// private registrations an email address that is not verified gets `INVALID_CREDENTIALS`, too.
pub async fn log_in(
    app: &App,
    caller: &Caller,
    credentials: Credentials,
) -> Result<SignedInSession> {
    let workflow = Workflow::authentication(&credentials.email, caller.client());
    let client = caller.client().clone();
    let attempt = |work| attempt(work, credentials, client);
    refusal_time::even(Work::run(app, caller.user_id(), workflow, attempt)).await
}

async fn attempt(
    work: Work,
    credentials: Credentials,
    client: Client,
) -> Result<Committed<SignedInSession>> {
    let (tx, user) = credentials::check(work, credentials).await?;
    if purge::is_due(&tx.app, &user) {
        purge::purge_in(&tx, &user).await?;
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(tx.commit_failure(Error::refused(Code::AccountGone)).await);
    }
    let (session, token) = sessions::open(&tx, user.id, Kind::Member, &client).await?;
    let user = credentials::record_login(&tx, &user).await?;
    tx.emit(Signal::manager(Name::UserAuthenticated, &user))
        .await;
    tx.commit(SignedInSession {
        token,
        session,
        user,
    })
    .await
}
