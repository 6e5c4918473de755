//! Decides whether a mentee may join a roster: one check for mentors, administrators and imports.

use super::{roster_access, seats};
use crate::entities::user::{Model, Role};
use crate::entities::{blacklist, matched};
use crate::error::Result;
use crate::ids::UserId;
use rules::{Code, Violation};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

/// The match status of a mentor and a mentee, apart from their accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct PairStatus {
    /// Mentees on the mentor's roster.
    pub(super) taken: u32,
    /// The mentor whose roster the mentee is on.
    pub(super) current: Option<UserId>,
    /// Whether the mentee has blocked the mentor.
    pub(super) is_blocked: bool,
    /// Whether the mentee chose this mentor for it, and did not type an address.
    pub(super) is_chosen: bool,
}

/// Reads the status; it stays true while both accounts are locked.
pub(super) async fn pair_status(
    rows: &impl ConnectionTrait,
    mentor: &Model,
    mentee: Option<&Model>,
) -> Result<PairStatus> {
    let taken = seats::taken(rows, mentor.id).await?;
    let Some(mentee) = mentee else {
        return Ok(PairStatus {
            taken,
            current: None,
            is_blocked: false,
            is_chosen: false,
        });
    };
    let current = matched::Entity::find_by_id(mentee.id).one(rows).await?;
    let blocks = blacklist::Entity::find().filter(blacklist::between(mentee.id, mentor.id));
    let blocks = blocks.all(rows).await?;
    Ok(PairStatus {
        taken,
        current: current.map(|current| current.mentor_id),
        is_blocked: !blocks.is_empty(),
        is_chosen: blocks.iter().any(|block| block.typed.is_none()),
    })
}

/// Returns the mentee if the match is allowed.
pub(super) fn check<'a>(
    status: PairStatus,
    max_mentees: u32,
    mentor: &Model,
    mentee: Option<&'a Model>,
) -> std::result::Result<&'a Model, Violation> {
    let at_mentee = |code| Err(Violation::at(code, "menteeEmail"));
    // A match that somebody makes by hand may override a pause.
    let seats = mentor.seats(max_mentees);
    if status.taken >= seats {
        return Err(roster_access::full(seats));
    }
    // An account whose deletion is pending is invisible to others.
    let Some(mentee) = mentee.filter(|user| !user.is_deleted()) else {
        return at_mentee(Code::MenteeNotFound);
    };
    if status.current == Some(mentor.id) {
        return at_mentee(Code::AlreadyOnRoster);
    }
    if mentee.role != Role::Mentee {
        return at_mentee(Code::NotAMentee);
    }
    // One code for all of these: a mentor must not learn that a mentee has blocked them.
    if status.current.is_some() || status.is_blocked || !mentee.is_presentable(Role::Mentee) {
        return at_mentee(Code::MenteeUnavailable);
    }
    Ok(mentee)
}
