//! What the mutations of requests take.

use super::DeclineReason;
use async_graphql::{ID, InputObject};

/// The mentor whom a mentee asks.
#[derive(InputObject)]
pub struct RequestMentorInput {
    /// The mentor's id, for example from mentors or mentorSuggestions.
    pub mentor_id: ID,
    /// A note to the mentor, at most 500 characters; line breaks are allowed.
    #[graphql(default)]
    pub note: String,
}

/// The mentee to whom a mentor makes an offer.
#[derive(InputObject)]
pub struct OfferMentoringInput {
    /// The mentee's id, for example from menteeSuggestions.
    pub mentee_id: ID,
    /// A note to the mentee, at most 500 characters; line breaks are allowed.
    #[graphql(default)]
    pub note: String,
}

/// A request to accept.
#[derive(InputObject)]
pub struct AcceptRequestInput {
    /// The request's id.
    pub id: ID,
}

/// A request to decline.
#[derive(InputObject)]
pub struct DeclineRequestInput {
    /// The request's id.
    pub id: ID,
    /// Why. Only administrators see it.
    pub reason: Option<DeclineReason>,
}

/// A request to withdraw.
#[derive(InputObject)]
pub struct WithdrawRequestInput {
    /// The request's id.
    pub id: ID,
}
