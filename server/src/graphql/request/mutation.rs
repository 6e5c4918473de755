//! Changes of requests.

use super::MentorshipRequest;
use super::input::{
    AcceptRequestInput, DeclineRequestInput, OfferMentoringInput, RequestMentorInput,
    WithdrawRequestInput,
};
use crate::auth::Member;
use crate::error;
use crate::graphql::argument::uuid;
use crate::graphql::context::parts;
use crate::graphql::error::UserError;
use crate::graphql::matching::RosterWarning;
use crate::graphql::payload::{payload, payloads, value};
use crate::ids::{RequestId, UserId};
use crate::roster::requests::{Asked, accept, ask, decline, withdraw};
use async_graphql::{Context, Object, Result, SimpleObject};

/// The request after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct MentorshipRequestPayload {
    /// The request.
    request: Option<MentorshipRequest>,
    /// What a match that the caller, a mentor, made has overridden.
    warnings: Vec<RosterWarning>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(MentorshipRequestPayload);

/// Requests of mentees and offers of mentors.
#[derive(Default)]
pub struct RequestMutation;

#[Object]
impl RequestMutation {
    /// Asks a mentor to be the caller's mentor. If the mentor has made the caller an offer, the two are matched at once. A
    /// mentee can have a limited number of open requests (MAX_OPEN_REQUESTS).
    async fn request_mentor(
        &self,
        context: &Context<'_>,
        input: RequestMentorInput,
    ) -> Result<MentorshipRequestPayload> {
        let (app, member) = (parts(context)?.0, member_for_support(context)?);
        let mentor = UserId(uuid(&input.mentor_id, "mentorId")?);
        request(ask::request_mentor(app, &member, mentor, &input.note).await)
    }

    /// Offers a mentee a seat on the caller's roster. If the mentee has asked the caller, the two are matched at once. A
    /// mentor can have as many open offers as free seats.
    async fn offer_mentoring(
        &self,
        context: &Context<'_>,
        input: OfferMentoringInput,
    ) -> Result<MentorshipRequestPayload> {
        let (app, member) = (parts(context)?.0, member_for_support(context)?);
        let mentee = UserId(uuid(&input.mentee_id, "menteeId")?);
        request(ask::offer_mentoring(app, &member, mentee, &input.note).await)
    }

    /// Accepts a request that the caller received: the two are matched, and the mentee's other requests are closed.
    async fn accept_request(
        &self,
        context: &Context<'_>,
        input: AcceptRequestInput,
    ) -> Result<MentorshipRequestPayload> {
        let (app, member) = (parts(context)?.0, member(context)?);
        let id = RequestId(uuid(&input.id, "id")?);
        request(accept::accept_request(app, &member, id).await)
    }

    /// Declines a request that the caller received.
    async fn decline_request(
        &self,
        context: &Context<'_>,
        input: DeclineRequestInput,
    ) -> Result<MentorshipRequestPayload> {
        let (app, member) = (parts(context)?.0, member(context)?);
        let id = RequestId(uuid(&input.id, "id")?);
        let reason = input.reason.map(Into::into);
        request(decline::decline_request(app, &member, id, reason).await)
    }

    /// Withdraws a request that the caller sent.
    async fn withdraw_request(
        &self,
        context: &Context<'_>,
        input: WithdrawRequestInput,
    ) -> Result<MentorshipRequestPayload> {
        let (app, member) = (parts(context)?.0, member_for_support(context)?);
        let id = RequestId(uuid(&input.id, "id")?);
        request(withdraw::withdraw_request(app, &member, id).await)
    }
}

fn member(context: &Context<'_>) -> Result<Member> {
    value(parts(context)?.1.member())
}

fn member_for_support(context: &Context<'_>) -> Result<Member> {
    value(parts(context)?.1.member_for_support())
}

fn request(result: error::Result<impl Into<Asked>>) -> Result<MentorshipRequestPayload> {
    let result = result.map(Into::into);
    payload(result, |asked: Asked| MentorshipRequestPayload {
        request: Some(MentorshipRequest(asked.request)),
        warnings: asked.warnings.into_iter().map(Into::into).collect(),
        errors: Vec::new(),
    })
}
