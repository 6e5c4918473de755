//! Sessions: signing in and out, and managing one's sessions.

use super::context::{app, caller, parts};
use super::error::{UserError, bad_input};
use super::loaders::{Admins, load};
use super::payload::{payload, payloads, value};
use super::user::User;
use crate::accounts::{log_in, log_out, reauthenticate, revoke_other_sessions, revoke_session};
use crate::auth::cookie;
use crate::auth::credentials::Credentials;
use crate::auth::permission::AdminsRead;
use crate::auth::rotation::RotatedToken;
use crate::auth::token::Token;
use crate::client::DeviceCookie;
use crate::config::Secret;
use crate::entities::session::Model;
use crate::ids::{SessionId, UserId};
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What a browser deletes when it signs out: what pages stored for the person who did. Not `"cookies"`, which deletes
/// those of all of the domain's hosts, and not `"cache"`, which takes seconds and holds only public files.
const CLEARED: &str = "\"storage\"";

/// A signed-in client.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Session {
    #[graphql(skip)]
    id: SessionId,
    /// When it started.
    pub created_at: DateTime<Utc>,
    /// Last use, to within a few minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it expires at the latest.
    pub expires_at: DateTime<Utc>,
    /// When the account's password was last entered in it: at its start, or with `reauthenticate`.
    pub authenticated_at: DateTime<Utc>,
    /// The client's user agent.
    pub user_agent: Option<String>,
    /// The client's IP address.
    pub ip: Option<String>,
    /// Whether it is the session of this request.
    pub current: bool,
    /// Whether an administrator is signed in as the account in it, for support.
    pub impersonated: bool,
    #[graphql(skip)]
    impersonator_id: Option<UserId>,
}

/// An administrator who is signed in as a member.
#[derive(Debug, Clone, SimpleObject)]
pub struct Impersonator {
    /// The id of the administrator's own account.
    id: ID,
    /// The administrator's username.
    username: String,
}

impl Session {
    pub(super) fn new(row: Model, current: Option<SessionId>) -> Self {
        Self {
            current: current == Some(row.id),
            id: row.id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            authenticated_at: row.authenticated_at,
            user_agent: row.user_agent,
            ip: row.ip,
            impersonated: row.impersonator_id.is_some(),
            impersonator_id: row.impersonator_id,
        }
    }
}

#[ComplexObject]
impl Session {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// The administrator who is signed in as the account in it. Only for that administrator and for administrators with
    /// ADMINS_READ, null for everyone else.
    async fn impersonator(&self, context: &Context<'_>) -> Result<Option<Impersonator>> {
        let is_visible = self.current || caller(context)?.admin::<AdminsRead>().is_ok();
        let Some(id) = self.impersonator_id.filter(|_| is_visible) else {
            return Ok(None);
        };
        let admin = load::<Admins>(context, id).await?;
        Ok(admin.map(|(admin, _)| Impersonator {
            id: ID(id.to_string()),
            username: admin.username,
        }))
    }
}

/// The email address and password of a member.
#[derive(InputObject)]
pub struct LoginInput {
    /// A UCLA email address. At most 254 characters, at most 64 of them before the "@".
    pub email: String,
    /// The account's password.
    #[graphql(secret)]
    pub password: String,
}

impl From<LoginInput> for Credentials {
    fn from(input: LoginInput) -> Self {
        Self {
            email: input.email,
            password: Secret::new(input.password),
        }
    }
}

/// The new session, or the errors.
#[derive(Default, SimpleObject)]
pub struct LoginPayload {
    /// The token for `Authorization: Bearer`. Browsers also get it as a cookie.
    token: Option<String>,
    /// The session.
    session: Option<Session>,
    /// The account. While its deletion is pending, the session can only read `me`, cancel the deletion and sign out.
    user: Option<User>,
    /// Whether all required fields of the survey are filled in.
    profile_complete: Option<bool>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The result of signing out, which always succeeds.
#[derive(Default, SimpleObject)]
pub struct LogoutPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The password of the signed-in account.
#[derive(InputObject)]
pub struct ReauthenticateInput {
    /// The account's password.
    #[graphql(secret)]
    pub password: String,
}

/// The session, or the errors.
#[derive(Default, SimpleObject)]
pub struct ReauthenticatePayload {
    /// The session of this request.
    session: Option<Session>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The session to end.
#[derive(InputObject)]
pub struct RevokeSessionInput {
    /// The session's id.
    pub id: ID,
}

/// The result of ending a session.
#[derive(Default, SimpleObject)]
pub struct RevokeSessionPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The number of ended sessions, or the errors.
#[derive(Default, SimpleObject)]
pub struct RevokeOtherSessionsPayload {
    /// The number of ended sessions.
    revoked: Option<u64>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    LoginPayload,
    LogoutPayload,
    ReauthenticatePayload,
    RevokeSessionPayload,
    RevokeOtherSessionsPayload
);

/// Sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Starts a session and sets its cookie. Reveals nothing about an account unless the password is correct.
    async fn login(&self, context: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let (app, caller) = parts(context)?;
        let result = Box::pin(log_in::log_in(app, caller, input.into())).await;
        if let Ok(logged_in) = &result {
            set_cookie(context, &logged_in.token, logged_in.session.expires_at)?;
            set_device_cookie(context, logged_in.device.as_ref())?;
        }
        let accepted = |logged_in: log_in::SignedInSession| LoginPayload {
            token: Some(logged_in.token.expose().to_owned()),
            profile_complete: Some(logged_in.user.missing_fields().is_empty()),
            user: Some(User::own(Arc::new(logged_in.user), logged_in.session.id)),
            session: Some(Session::new(
                logged_in.session.clone(),
                Some(logged_in.session.id),
            )),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Ends the current session, and clears its cookie and what the browser stored for this site. Always succeeds.
    async fn logout(&self, context: &Context<'_>) -> Result<LogoutPayload> {
        let (app, caller) = parts(context)?;
        context.append_http_header("set-cookie", cookie::clear(app.config.production));
        if caller.has_cookie() {
            context.insert_http_header("clear-site-data", CLEARED);
        }
        value(log_out::log_out(app, caller).await)?;
        Ok(LogoutPayload::default())
    }

    /// Confirms the password of the signed-in account, which administrators need every ten minutes to change something,
    /// and members to delete their account or end sessions. A session in a cookie gets another cookie.
    async fn reauthenticate(
        &self,
        context: &Context<'_>,
        input: ReauthenticateInput,
    ) -> Result<ReauthenticatePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let password = Secret::new(input.password);
        let result = reauthenticate::reauthenticate(app, &member, password).await;
        if let Ok((_, rotated)) = &result {
            replace_cookie(context, rotated.as_ref())?;
        }
        let accepted = |(session, _): (Model, _)| ReauthenticatePayload {
            session: Some(Session::new(session, Some(member.session().id))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Ends one of the caller's sessions. Needs a sign-in or `reauthenticate` within the last ten minutes.
    async fn revoke_session(
        &self,
        context: &Context<'_>,
        input: RevokeSessionInput,
    ) -> Result<RevokeSessionPayload> {
        let (app, caller) = parts(context)?;
        let id = input
            .id
            .parse()
            .map(SessionId)
            .map_err(|_| bad_input("id is not a UUID."))?;
        let member = value(caller.recent_member())?;
        let result = revoke_session::revoke_session(app, &member, id).await;
        payload(result, |()| RevokeSessionPayload::default())
    }

    /// Ends all of the caller's sessions except the current one. Needs a sign-in or `reauthenticate` within the last ten
    /// minutes.
    async fn revoke_other_sessions(
        &self,
        context: &Context<'_>,
    ) -> Result<RevokeOtherSessionsPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.recent_member())?;
        let revoked = value(revoke_other_sessions::revoke_other_sessions(app, &member).await)?;
        Ok(RevokeOtherSessionsPayload {
            revoked: Some(revoked),
            errors: Vec::new(),
        })
    }
}

/// Sets the cookie by which a later sign-in is recognized.
pub(super) fn set_device_cookie(
    context: &Context<'_>,
    device: Option<&DeviceCookie>,
) -> Result<()> {
    if let Some(device) = device {
        let cookie = cookie::set_device(&device.0, app(context)?.config.production);
        context.append_http_header("set-cookie", cookie);
    }
    Ok(())
}

/// Replaces the session's cookie after its token was rotated.
pub(super) fn replace_cookie(context: &Context<'_>, rotated: Option<&RotatedToken>) -> Result<()> {
    match rotated {
        Some(rotated) => set_cookie(context, &rotated.token, rotated.expires_at),
        None => Ok(()),
    }
}

/// Sets the token as a cookie that scripts cannot read.
pub(super) fn set_cookie(
    context: &Context<'_>,
    token: &Token,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let app = app(context)?;
    let life = expires_at - app.clock.now();
    context.append_http_header(
        "set-cookie",
        cookie::set(
            token.expose(),
            life.to_std().unwrap_or_default(),
            app.config.production,
        ),
    );
    Ok(())
}
