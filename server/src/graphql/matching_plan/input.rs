//! Inputs of plans.

use super::Objective;
use crate::graphql::argument::uuid;
use crate::graphql::error::bad_input;
use crate::ids::UserId;
use crate::matching::Scope;
use async_graphql::{ID, InputObject, Result};

/// The most pairs on one list of a revision.
const MAX_PAIRS: usize = 500;

/// Whom to match. Fields that are left out do not restrict it: all eligible people.
#[derive(Debug, Default, InputObject)]
pub struct MatchingScope {
    /// Only mentees with this major, ignoring case.
    pub mentee_major: Option<String>,
    /// Only mentees in this academic year, 0 to 5.
    pub mentee_year: Option<i32>,
    /// Only mentors with this major, ignoring case.
    pub mentor_major: Option<String>,
    /// Only mentors in this academic year, 0 to 5.
    pub mentor_year: Option<i32>,
}

impl From<MatchingScope> for Scope {
    fn from(input: MatchingScope) -> Self {
        Self {
            mentee_major: input.mentee_major,
            mentee_year: input.mentee_year,
            mentor_major: input.mentor_major,
            mentor_year: input.mentor_year,
        }
    }
}

/// The plan to propose.
#[derive(Debug, InputObject)]
pub struct ProposeMatchingInput {
    /// What to maximize.
    pub objective: Objective,
    /// Whom to match.
    pub scope: Option<MatchingScope>,
    /// 1 to 64 characters; without one the server chooses a number.
    pub seed: Option<String>,
}

/// A mentee and a mentor.
#[derive(Debug, InputObject)]
pub struct PairInput {
    /// The mentee's id.
    pub mentee_id: ID,
    /// The mentor's id.
    pub mentor_id: ID,
}

/// The changes of a plan. Pairs that were pinned or forbidden before stay so.
#[derive(Debug, InputObject)]
pub struct ReviseMatchingInput {
    /// The plan.
    pub id: ID,
    /// Pairs to have in the plan, at most 500. A new pin takes the place of the mentee's earlier one.
    #[graphql(default)]
    pub pin: Vec<PairInput>,
    /// Pairs not to have in the plan, at most 500.
    #[graphql(default)]
    pub forbid: Vec<PairInput>,
    /// Pairs that are neither pinned nor forbidden any more, at most 500.
    #[graphql(default)]
    pub release: Vec<PairInput>,
}

/// The plan to publish.
#[derive(Debug, InputObject)]
pub struct PublishMatchingInput {
    /// The plan.
    pub id: ID,
}

/// The plan to discard.
#[derive(Debug, InputObject)]
pub struct DiscardMatchingInput {
    /// The plan.
    pub id: ID,
}

/// Parses a list of pairs; `name` is the input field.
pub(super) fn pairs(input: &[PairInput], name: &str) -> Result<Vec<(UserId, UserId)>> {
    if input.len() > MAX_PAIRS {
        let sentence = format!("{name} has more than {MAX_PAIRS} pairs. Send them in parts.");
        return Err(bad_input(sentence));
    }
    let parse = |pair: &PairInput| {
        let mentee = UserId(uuid(&pair.mentee_id, "menteeId")?);
        let mentor = UserId(uuid(&pair.mentor_id, "mentorId")?);
        Ok((mentee, mentor))
    };
    input.iter().map(parse).collect()
}
