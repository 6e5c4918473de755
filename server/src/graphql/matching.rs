//! Whether an account is eligible for a match, and what a match that somebody made by hand has overridden.

use crate::entities::user::Model;
use crate::roster::eligibility::{self, Ineligible, Warning};
use crate::roster::match_status::MatchStatus;
use async_graphql::{Enum, ID, SimpleObject};

/// A reason why an account is not eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Ineligible")]
pub enum IneligibleReason {
    /// The email address is not verified.
    EmailNotVerified,
    /// The account was deactivated.
    AccountInactive,
    /// The deletion of the account is pending.
    DeletionPending,
    /// First name, last name, year or major is missing.
    ProfileIncomplete,
    /// A mentee has a mentor.
    HasMentor,
    /// A mentor waits for the approval of an administrator.
    NotApproved,
    /// A mentor pauses.
    Paused,
    /// Every seat of a mentor's roster is taken.
    RosterFull,
    /// An administrator takes no part in the program.
    NotAMember,
}

/// Whether an account can be suggested and matched now.
#[derive(Debug, SimpleObject)]
pub struct MatchingStatus {
    /// Whether there is no reason against it. Suggestions and the match board show eligible accounts only.
    eligible: bool,
    /// Why the account is not eligible; empty if it is.
    reasons: Vec<IneligibleReason>,
}

impl MatchingStatus {
    pub(super) fn of(user: &Model, status: &MatchStatus, max_mentees: u32) -> Self {
        let reasons = eligibility::reasons(user, status, max_mentees);
        Self {
            eligible: reasons.is_empty(),
            reasons: reasons.into_iter().map(IneligibleReason::from).collect(),
        }
    }
}

/// A reason against a match, which the new match has overridden.
#[derive(Debug, SimpleObject)]
pub struct RosterWarning {
    /// The reason.
    code: IneligibleReason,
    /// A sentence for people.
    message: &'static str,
    /// The id of the mentor or mentee whom it is about.
    user_id: ID,
}

impl From<Warning> for RosterWarning {
    fn from(warning: Warning) -> Self {
        Self {
            code: warning.reason.into(),
            message: warning.message,
            user_id: ID(warning.user_id.to_string()),
        }
    }
}
