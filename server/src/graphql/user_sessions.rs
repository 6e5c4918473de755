//! Sessions of members, as administrators end them.

use super::argument::uuid;
use super::context::parts;
use super::error::UserError;
use super::payload::{payload, payloads, value};
use crate::admins::end_all_sessions::{self, Ending};
use crate::admins::end_user_sessions;
use crate::auth::permission::SessionsWrite;
use crate::ids::{SessionId, UserId};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

/// The sessions to end.
#[derive(InputObject)]
pub struct EndUserSessionsInput {
    /// The account's id.
    pub user_id: ID,
    /// The session's id; without it, all sessions of the account end.
    pub session_id: Option<ID>,
}

/// The number of ended sessions, or the errors.
#[derive(Default, SimpleObject)]
pub struct EndUserSessionsPayload {
    /// The number of ended sessions.
    ended: Option<u64>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The number of ended sessions, or the errors.
#[derive(Default, SimpleObject)]
pub struct EndAllSessionsPayload {
    /// The number of ended sessions.
    ended: Option<u64>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(EndUserSessionsPayload, EndAllSessionsPayload);

/// Sessions of members.
#[derive(Default)]
pub struct UserSessionsMutation;

#[Object]
impl UserSessionsMutation {
    /// Ends one session of an account, or all of them. Not allowed for administrators with permissions that the caller
    /// lacks. Needs the permission SESSIONS_WRITE.
    async fn end_user_sessions(
        &self,
        context: &Context<'_>,
        input: EndUserSessionsInput,
    ) -> Result<EndUserSessionsPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<SessionsWrite>())?;
        let user_id = UserId(uuid(&input.user_id, "userId")?);
        let session_id = input
            .session_id
            .map(|id| uuid(&id, "sessionId").map(SessionId));
        let session_id = session_id.transpose()?;
        let result = end_user_sessions::end_user_sessions(app, &actor, user_id, session_id).await;
        let accepted = |ended| EndUserSessionsPayload {
            ended: Some(ended),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Ends all sessions of everyone, administrators included, except the session of this request. Everyone has to sign in
    /// again. Needs the permission SESSIONS_WRITE, and every permission that an active administrator has.
    async fn end_all_sessions(&self, context: &Context<'_>) -> Result<EndAllSessionsPayload> {
        let (app, caller) = parts(context)?;
        let by = Ending {
            actor: value(caller.admin::<SessionsWrite>())?,
            kept: value(caller.session())?.session.id,
        };
        let result = end_all_sessions::end_all_sessions(app, Some(by)).await;
        let accepted = |ended| EndAllSessionsPayload {
            ended: Some(ended),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}
