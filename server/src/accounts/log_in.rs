//! Signs a member in with email address and password.

use crate::app::App;
use crate::auth::credentials::{self, Credentials};
use crate::auth::hasher::Lane;
use crate::auth::token::Token;
use crate::auth::{
    Caller, Client, SignInAttempt, device, new_device, recorded_login, refusal_time, sessions,
};
use crate::client::DeviceCookie;
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
    /// Lets the client be recognized the next time.
    pub device: Option<DeviceCookie>,
}

/// Where a sign-in comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The client.
    pub(crate) client: Client,
    /// The session in whose cookie the new one's token will be.
    pub(crate) former: Option<session::Model>,
}

impl Origin {
    /// Returns where the caller's requests come from.
    pub(crate) fn of(caller: &Caller) -> Self {
        Self {
            client: caller.client().clone(),
            former: caller.cookie_session(),
        }
    }
}

/// Opens a session. An account whose grace period is over is deleted instead.
///
/// # Errors
/// `RateLimited`, `INVALID_CREDENTIALS`; only after the correct password: `ACCOUNT_INACTIVE`, `EMAIL_NOT_VERIFIED`,
/// `ACCOUNT_GONE`. With private registrations an email address that is not verified gets `INVALID_CREDENTIALS`, too.
pub async fn log_in(
    app: &App,
    caller: &Caller,
    credentials: Credentials,
) -> Result<SignedInSession> {
    let limited = SignInAttempt::begin(app, caller.client(), &credentials.email).await?;
    let lane = limited.lane();
    let workflow = Workflow::authentication(&credentials.email, caller.client());
    let origin = Origin::of(caller);
    let attempt = move |work| attempt(work, credentials, origin, lane);
    let attempted = Work::run_open(app, caller.actor(), caller.client(), workflow, attempt);
    let outcome = refusal_time::even(attempted).await;
    limited.end(&outcome);
    outcome
}

async fn attempt(
    work: Work,
    credentials: Credentials,
    Origin { client, former }: Origin,
    lane: Lane,
) -> Result<Committed<SignedInSession>> {
    let checked = credentials::check_outside(&work, credentials, lane).await?;
    let tx = work.begin_on(checked.user.id).await?;
    let recorded = recorded_login::record(&tx, checked, &client).await?;
    let (user, others) = (recorded.user, recorded.sessions);
    if purge::is_due(&tx.app, &user) {
        purge::purge_in(&tx, &user).await?;
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(tx.commit_failure(Error::refused(Code::AccountGone)).await);
    }
    sessions::end_former(&tx, former.as_ref()).await?;
    let opened = sessions::open_beside(others, &tx, user.id, Kind::Member, &client);
    let (session, token) = opened.await?;
    let is_new_device = recorded.is_new_device && new_device::is_news(&tx, &user, &client).await?;
    if is_new_device {
        new_device::notify(&tx, &user, &client).await?;
    }
    let signed_in = Signal::manager(Name::UserAuthenticated, &user).sent_by(&client);
    tx.emit(signed_in.on_new_device(is_new_device)).await;
    tx.commit(SignedInSession {
        device: device::issue(&user, &client),
        token,
        session,
        user,
    })
    .await
}
