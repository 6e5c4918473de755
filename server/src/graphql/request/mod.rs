//! Requests of mentees and offers of mentors.

pub mod input;
pub mod mutation;
pub mod query;

use super::context::{app, caller};
use super::error::to_graphql;
use super::loaders::{MatchStatuses, Rosters, Users, load, position};
use super::member::{Mentee, Mentor};
use crate::auth::permission::UsersRead;
use crate::entities::mentorship_request;
use crate::entities::user::{Model, Role};
use crate::error::Error;
use crate::ids::UserId;
use crate::roster::partners;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use rules::Code;
use std::sync::Arc;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "mentorship_request::RequestKind")]
pub enum RequestKind {
    /// A mentee asks a mentor.
    Request,
    /// A mentor makes an offer to a mentee.
    Offer,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "mentorship_request::RequestState")]
pub enum RequestState {
    /// Waits for the recipient's decision.
    Open,
    /// The two were matched.
    Accepted,
    /// The recipient declined.
    Declined,
    /// The sender withdrew it.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
    /// It became pointless: the mentee was matched, or one of the two no longer takes part.
    Closed,
}

/// Why a request was declined. Only administrators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "mentorship_request::DeclineReason")]
pub enum DeclineReason {
    /// No time at the moment.
    NoTime,
    /// Someone else fits better.
    NotAGoodFit,
    /// No seat for another mentee.
    NoSeat,
    /// Something else.
    Other,
}

/// A request of a mentee, or an offer of a mentor.
#[derive(Debug, Clone)]
pub struct MentorshipRequest(pub(super) mentorship_request::Model);

impl MentorshipRequest {
    /// The state as the caller sees it; administrators see that of the sender.
    fn shown_state(&self, context: &Context<'_>) -> Result<mentorship_request::RequestState> {
        let now = app(context)?.clock.now();
        Ok(self.0.state_for(caller(context)?.user_id(), now))
    }

    /// The account of one side as the other sees it: nothing but its id while it is invisible to others.
    async fn side(
        &self,
        context: &Context<'_>,
        id: UserId,
        role: Role,
    ) -> Result<Option<Arc<Model>>> {
        let Some(user) = load::<Users>(context, id).await? else {
            return Ok(None);
        };
        let is_visible = user.is_presentable(role)
            || caller(context)?.user_id() == Some(id)
            || Self::is_administered(context)?
            || self.matched_mentee(context).await?.is_some();
        Ok(Some(match is_visible {
            true => user,
            false => Arc::new(user.without_profile()),
        }))
    }

    /// The mentee on the mentor's roster, while the two are matched.
    async fn matched_mentee(&self, context: &Context<'_>) -> Result<Option<partners::Mentee>> {
        if self.0.state != mentorship_request::RequestState::Accepted {
            return Ok(None);
        }
        let roster = load::<Rosters>(context, self.0.mentor_id).await?;
        let mut mentees = roster.into_iter().flatten();
        Ok(mentees.find(|mentee| Some(mentee.user.id) == self.0.mentee_id))
    }

    /// Whether the caller may see everything about it.
    fn is_administered(context: &Context<'_>) -> Result<bool> {
        Ok(caller(context)?.admin::<UsersRead>().is_ok())
    }
}

/// A request of a mentee, or an offer of a mentor.
#[Object]
impl MentorshipRequest {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whether a mentee asks or a mentor offers.
    async fn kind(&self) -> RequestKind {
        self.0.kind.into()
    }

    /// What became of it.
    async fn state(&self, context: &Context<'_>) -> Result<RequestState> {
        Ok(self.shown_state(context)?.into())
    }

    /// What the sender wrote; may be empty.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// The mentor.
    async fn mentor(&self, context: &Context<'_>) -> Result<Mentor> {
        let mentor = self.side(context, self.0.mentor_id, Role::Mentor).await?;
        let mentor = mentor.map(Mentor::new);
        mentor.ok_or_else(|| to_graphql(&Error::refused(Code::UserNotFound)))
    }

    /// The mentee. Null for an offer to an address that was not accepted yet: whether the address has an account is not
    /// disclosed.
    async fn mentee(&self, context: &Context<'_>) -> Result<Option<Mentee>> {
        let is_disclosed = self.0.typed.is_none()
            || caller(context)?.user_id() == self.0.mentee_id
            || Self::is_administered(context)?;
        let Some(mentee) = self.0.mentee_id.filter(|_| is_disclosed) else {
            return Ok(None);
        };
        if let Some(matched) = self.matched_mentee(context).await? {
            return Ok(Some(matched.into()));
        }
        let mentee = self.side(context, mentee, Role::Mentee).await?;
        Ok(mentee.map(Mentee::before_match))
    }

    /// The address that the mentor typed, for an offer to an address. Only the mentor and administrators can see it.
    async fn mentee_email(&self, context: &Context<'_>) -> Result<Option<&str>> {
        let is_visible =
            caller(context)?.user_id() == Some(self.0.mentor_id) || Self::is_administered(context)?;
        Ok(self.0.typed.as_deref().filter(|_| is_visible))
    }

    /// For an open request to a mentor without a free seat: the position in the mentor's queue, from 1.
    async fn position(&self, context: &Context<'_>) -> Result<Option<u32>> {
        let is_waiting = self.shown_state(context)? == mentorship_request::RequestState::Open
            && self.0.kind == mentorship_request::RequestKind::Request;
        if !is_waiting {
            return Ok(None);
        }
        let Some(mentor) = load::<Users>(context, self.0.mentor_id).await? else {
            return Ok(None);
        };
        let taken = load::<MatchStatuses>(context, mentor.id).await?;
        let capacity = mentor.capacity(app(context)?.config.accounts.max_mentees);
        match taken.unwrap_or_default().mentees < capacity {
            true => Ok(None),
            false => position(context, self.0.id).await,
        }
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Until when it waits for a decision. When a seat becomes free, those who wait for it get the full time again.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    /// When it was decided, withdrawn or closed, or when it expired.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// Why it was declined. Null for members.
    async fn decline_reason(&self, context: &Context<'_>) -> Result<Option<DeclineReason>> {
        let is_visible = Self::is_administered(context)?;
        let reason = self.0.decline_reason.filter(|_| is_visible);
        Ok(reason.map(DeclineReason::from))
    }
}
