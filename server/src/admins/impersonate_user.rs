//! Signs an administrator in as a member, for support.

use crate::app::App;
use crate::auth::permission::UsersImpersonate;
use crate::auth::token::Token;
use crate::auth::{Admin, Caller, impersonation};
use crate::entities::email::{Details, EmailKind};
use crate::entities::session;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::{SessionId, UserId};
use crate::signals::{Name, Signal};
use crate::work::{Committed, NewEmail, Work, Workflow};
use rules::{Code, Note};

/// A session as a member.
#[derive(Debug)]
pub struct Impersonated {
    /// The token that the client keeps.
    pub token: Token,
    /// The session.
    pub session: session::Model,
    /// The member.
    pub user: Model,
}

/// Opens a session as a member, which ends after 15 minutes, and notifies the member.
///
/// # Errors
/// `Forbidden` unless IMPERSONATION is set; `REASON_REQUIRED` or what else is wrong with the reason; `USER_NOT_FOUND`,
/// `ACCOUNT_IS_ADMIN`, `ACCOUNT_INACTIVE`, `DELETION_PENDING` or `EMAIL_NOT_VERIFIED`.
pub async fn impersonate_user(
    app: &App,
    actor: &Admin<UsersImpersonate>,
    caller: &Caller,
    user_id: UserId,
    reason: &str,
) -> Result<Impersonated> {
    if !app.config.accounts.impersonation {
        return Err(Error::Forbidden(
            "Signing in as a member is turned off on this server. Its operator can set IMPERSONATION=true.",
        ));
    }
    let reason = checked(reason)?;
    let begun_in = (caller.session()?.session.id, caller.has_cookie());
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, begun_in, user_id, reason)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<UsersImpersonate>,
    (begun_in, returns): (SessionId, bool),
    user_id: UserId,
    reason: String,
) -> Result<Committed<Impersonated>> {
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &[user_id]).await?;
    let user = locked.into_iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(|| Error::refused_at(Code::UserNotFound, "userId"))?;
    check(&user)?;
    let administrator = actor.user_id();
    let opened = impersonation::open(&tx, user_id, administrator, begun_in, returns, &reason);
    let (session, token) = opened.await?;
    let signal = Signal::impersonation(Name::ImpersonationStarted, user_id, &reason);
    tx.emit(signal).await;
    let details = Details {
        at: Some(session.created_at),
        reason: Some(reason),
        ..Details::default()
    };
    tx.queue_email(&user, NewEmail::with(EmailKind::Impersonated, details))
        .await?;
    tx.commit(Impersonated {
        token,
        session,
        user,
    })
    .await
}

/// Refuses accounts that nobody signs in as.
fn check(user: &Model) -> Result<()> {
    let code = match user {
        user if user.role == Role::Admin => Code::AccountIsAdmin,
        user if !user.is_active => Code::AccountInactive,
        user if user.is_deleted() => Code::DeletionPending,
        user if !user.is_verified => Code::EmailNotVerified,
        _ => return Ok(()),
    };
    Err(Error::refused_at(code, "userId"))
}

/// Checks a reason, which must not be empty.
fn checked(reason: &str) -> Result<String> {
    let reason = Note::parse(reason).map_err(|violation| violation.moved_to("reason"))?;
    match reason.into_string() {
        reason if reason.is_empty() => Err(Error::refused_at(Code::ReasonRequired, "reason")),
        reason => Ok(reason),
    }
}
