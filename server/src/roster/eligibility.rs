//! Why an account is not eligible: suggestions, the match board and counts show eligible accounts only. A match that
//! somebody makes by hand may override some of the reasons, with a warning.

use super::match_status::MatchStatus;
use crate::entities::user::{Model, Role};
use crate::ids::UserId;

/// A reason why an account is not eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ineligible {
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

/// Returns why an account is not eligible; empty if it is. Invariant: then and only then `Model::is_eligible`, from which
/// the database computes the same.
#[must_use]
pub fn reasons(user: &Model, status: &MatchStatus, max_mentees: u32) -> Vec<Ineligible> {
    use Ineligible::{
        AccountInactive, DeletionPending, EmailNotVerified, HasMentor, NotAMember, NotApproved,
        Paused, ProfileIncomplete, RosterFull,
    };
    if user.role == Role::Admin {
        return vec![NotAMember];
    }
    let is_mentor = user.role == Role::Mentor;
    let is_full = is_mentor && status.mentees >= user.seats(max_mentees);
    let found = [
        (!user.is_verified, EmailNotVerified),
        (!user.is_active, AccountInactive),
        (user.is_deleted(), DeletionPending),
        (!user.missing_fields().is_empty(), ProfileIncomplete),
        (status.mentor_email.is_some(), HasMentor),
        (!user.is_approved, NotApproved),
        (user.is_paused, Paused),
        (is_full, RosterFull),
    ];
    let found = found.into_iter().filter(|(is_so, _)| *is_so);
    found.map(|(_, reason)| reason).collect()
}

/// A reason that a new match has overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// Whom it is about.
    pub user_id: UserId,
    /// The reason.
    pub reason: Ineligible,
    /// A sentence for whoever made the match.
    pub message: &'static str,
}

/// Returns what a match of these two, as they are before it, overrides. All other reasons refuse it (`admission`).
#[must_use]
pub fn warnings(mentor: &Model, mentee: &Model) -> Vec<Warning> {
    let status = MatchStatus::default();
    let of = |user: &Model| {
        let (user_id, role) = (user.id, user.role);
        let reasons = reasons(user, &status, u32::MAX).into_iter();
        reasons.filter_map(move |reason| {
            Some(Warning {
                user_id,
                reason,
                message: message(reason, role)?,
            })
        })
    };
    of(mentor).chain(of(mentee)).collect()
}

/// The sentence for a reason that can be overridden.
const fn message(reason: Ineligible, role: Role) -> Option<&'static str> {
    match (reason, role) {
        (Ineligible::ProfileIncomplete, Role::Mentor) => {
            Some("The mentor's profile is incomplete.")
        }
        (Ineligible::ProfileIncomplete, _) => Some("The mentee's profile is incomplete."),
        (Ineligible::NotApproved, _) => Some("Nobody has approved this mentor yet."),
        (Ineligible::Paused, _) => Some("The mentor has paused mentoring."),
        _ => None,
    }
}
