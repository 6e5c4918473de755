//! Signing in as a member, for support.

use super::argument::uuid;
use super::context::parts;
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::session::{Session, replace_cookie, set_cookie};
use super::user::User;
use crate::accounts::end_impersonation::{OwnSession, end_impersonation};
use crate::admins::impersonate_user::{Impersonated, impersonate_user};
use crate::auth::permission::UsersImpersonate;
use crate::ids::UserId;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// The member to sign in as, and why.
#[derive(InputObject)]
pub struct ImpersonateUserInput {
    /// The account's id.
    pub user_id: ID,
    /// Why, 1 to 500 characters; line breaks are allowed. The member and administrators who read the log see it.
    pub reason: String,
}

/// The session as the member, or the errors.
#[derive(Default, SimpleObject)]
pub struct ImpersonateUserPayload {
    /// The token for `Authorization: Bearer`. A client whose session is in a cookie gets a cookie instead.
    token: Option<String>,
    /// The session.
    session: Option<Session>,
    /// The member's account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The administrator's own session, or the errors.
#[derive(Default, SimpleObject)]
pub struct EndImpersonationPayload {
    /// The administrator's own session, which a browser gets back with another cookie. Null if it has ended, and without
    /// a cookie.
    session: Option<Session>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(ImpersonateUserPayload, EndImpersonationPayload);

/// Signing in as a member.
#[derive(Default)]
pub struct ImpersonationMutation;

#[Object]
impl ImpersonationMutation {
    /// Signs an administrator in as a member, for support, where IMPERSONATION allows it. The session ends after 15
    /// minutes. It can do little: see the member's account, suggestions, mentors and requests, and change the profile,
    /// requests, pauses and capacity. The member gets an email. Not for accounts of administrators, and for those that
    /// are inactive, unverified or about to be deleted. Needs the permission USERS_IMPERSONATE.
    async fn impersonate_user(
        &self,
        context: &Context<'_>,
        input: ImpersonateUserInput,
    ) -> Result<ImpersonateUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersImpersonate>())?;
        let user_id = UserId(uuid(&input.user_id, "userId")?);
        let result = impersonate_user(app, &actor, caller, user_id, &input.reason).await;
        let is_browser = caller.has_cookie();
        if let Ok(opened) = &result
            && is_browser
        {
            set_cookie(context, &opened.token, opened.session.expires_at)?;
        }
        let accepted = |opened: Impersonated| ImpersonateUserPayload {
            token: (!is_browser).then(|| opened.token.expose().to_owned()),
            user: Some(User::new(Arc::new(opened.user))),
            session: Some(Session::new(
                opened.session.clone(),
                Some(opened.session.id),
            )),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Ends the current session, in which an administrator is signed in as a member. A browser gets the administrator's
    /// own session back, with another cookie; changes there need the password again. FORBIDDEN in any other session.
    async fn end_impersonation(&self, context: &Context<'_>) -> Result<EndImpersonationPayload> {
        let (app, caller) = parts(context)?;
        let own = value(end_impersonation(app, caller).await)?;
        if let Some((_, rotated)) = &own {
            replace_cookie(context, Some(rotated))?;
        }
        let session = own.map(|(row, _): OwnSession| {
            let id = row.id;
            Session::new(row, Some(id))
        });
        Ok(EndImpersonationPayload {
            session,
            errors: Vec::new(),
        })
    }
}
