//! How matches end.

use super::argument::uuid;
use super::context::{caller, parts};
use super::error::UserError;
use super::loaders::{Users, load};
use super::member::Roster;
use super::payload::{payload, payloads, value};
use super::profile::own;
use super::user::User;
use crate::auth::permission::RosterWrite;
use crate::entities::ended_match;
use crate::ids::UserId;
use crate::roster::{end_match, leave_mentor, undo_match};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Why a match ended. Only administrators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ended_match::EndReason", name = "MatchEndReason")]
pub enum EndReason {
    /// The goals were reached.
    GoalsReached,
    /// The other person does not respond.
    NoResponse,
    /// No time.
    NoTime,
    /// The two do not fit.
    NotAGoodFit,
    /// Someone graduated or left campus.
    LeftCampus,
    /// The other person's behavior.
    Conduct,
    /// Something else.
    Other,
}

/// Who ended a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ended_match::EndedBy", name = "MatchEndedBy")]
pub enum EndedBy {
    /// The mentee, by leaving.
    Mentee,
    /// The mentee, by blocking the mentor.
    Block,
    /// The mentor.
    Mentor,
    /// An administrator.
    Admin,
    /// The platform, because an account changed its role or was deleted.
    Platform,
}

/// A match that ended.
#[derive(Debug, Clone)]
pub struct EndedMatch(pub(super) ended_match::Model);

/// A match that ended.
#[Object]
impl EndedMatch {
    /// The mentee's account.
    async fn mentee(&self, context: &Context<'_>) -> Result<Option<User>> {
        let mentee = load::<Users>(context, self.0.mentee_id).await?;
        Ok(mentee.map(User::new))
    }

    /// The mentor's account.
    async fn mentor(&self, context: &Context<'_>) -> Result<Option<User>> {
        let mentor = load::<Users>(context, self.0.mentor_id).await?;
        Ok(mentor.map(User::new))
    }

    /// When it began.
    async fn matched_at(&self) -> DateTime<Utc> {
        self.0.matched_at
    }

    /// When it ended.
    async fn ended_at(&self) -> DateTime<Utc> {
        self.0.ended_at
    }

    /// Who ended it.
    async fn ended_by(&self) -> EndedBy {
        self.0.ended_by.into()
    }

    /// Why, if a reason was given.
    async fn reason(&self) -> Option<EndReason> {
        self.0.reason.map(EndReason::from)
    }
}

/// Why a mentee leaves.
#[derive(InputObject)]
pub struct LeaveMentorInput {
    /// Why. Only administrators see it.
    pub reason: Option<EndReason>,
}

/// The caller without a mentor, or the errors.
#[derive(Default, SimpleObject)]
pub struct LeaveMentorPayload {
    /// The caller's account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The mentee whose match ends.
#[derive(InputObject)]
pub struct EndMatchInput {
    /// The mentee's id.
    pub mentee_id: ID,
    /// The mentor's id. With it only their match ends, and not one that the mentee has with somebody else by now.
    pub mentor_id: Option<ID>,
    /// Why. Only administrators see it.
    pub reason: Option<EndReason>,
}

/// The mentee without a mentor, or the errors.
#[derive(Default, SimpleObject)]
pub struct EndMatchPayload {
    /// The mentee's account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The match that is undone.
#[derive(InputObject)]
pub struct UndoMatchInput {
    /// The mentee's id.
    pub mentee_id: ID,
    /// The mentor's id. A match that the mentee has with somebody else by now is not undone.
    pub mentor_id: ID,
}

/// The two who are not matched any more, or the errors.
#[derive(Default, SimpleObject)]
pub struct UndoMatchPayload {
    /// The mentee's account.
    user: Option<User>,
    /// The mentor's roster.
    roster: Option<Roster>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(LeaveMentorPayload, EndMatchPayload, UndoMatchPayload);

/// Ends of matches.
#[derive(Default)]
pub struct EndOfMatchMutation;

#[Object]
impl EndOfMatchMutation {
    /// Ends the caller's match with their mentor and deletes their messages. Neither is suggested to the other for some
    /// time (REMATCH_AFTER_DAYS).
    async fn leave_mentor(
        &self,
        context: &Context<'_>,
        input: Option<LeaveMentorInput>,
    ) -> Result<LeaveMentorPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let reason = input.and_then(|input| input.reason).map(Into::into);
        let left = leave_mentor::leave_mentor(app, &member, reason).await;
        payload(left, |user| LeaveMentorPayload {
            user: Some(own(caller, user)),
            errors: Vec::new(),
        })
    }

    /// Ends a mentee's match and deletes their messages. Needs the permission ROSTER_WRITE.
    async fn end_match(
        &self,
        context: &Context<'_>,
        input: EndMatchInput,
    ) -> Result<EndMatchPayload> {
        let app = parts(context)?.0;
        let admin = value(caller(context)?.admin::<RosterWrite>())?;
        let mentee = UserId(uuid(&input.mentee_id, "menteeId")?);
        let mentor = match &input.mentor_id {
            Some(id) => Some(UserId(uuid(id, "mentorId")?)),
            None => None,
        };
        let reason = input.reason.map(Into::into);
        let ended = end_match::end_match(app, &admin, mentee, mentor, reason).await;
        payload(ended, |user| EndMatchPayload {
            user: Some(User::new(Arc::new(user))),
            errors: Vec::new(),
        })
    }

    /// Undoes a match that an administrator made within the last MATCH_UNDO_MINUTES, as if it had never been: nobody
    /// gets an email about it, and the two can be matched again at once. Their messages are deleted, and requests that the
    /// match closed stay closed. Needs the permission ROSTER_WRITE.
    async fn undo_match(
        &self,
        context: &Context<'_>,
        input: UndoMatchInput,
    ) -> Result<UndoMatchPayload> {
        let app = parts(context)?.0;
        let admin = value(caller(context)?.admin::<RosterWrite>())?;
        let mentee = UserId(uuid(&input.mentee_id, "menteeId")?);
        let mentor = UserId(uuid(&input.mentor_id, "mentorId")?);
        let undone = undo_match::undo_match(app, &admin, mentee, mentor).await;
        payload(undone, |undone| UndoMatchPayload {
            user: Some(User::new(Arc::new(undone.mentee))),
            roster: Some(Roster::new(Arc::new(undone.mentor))),
            errors: Vec::new(),
        })
    }
}
