//! Whether a mentee may join a roster: one judgement for mentors, administrators and imports.

use super::{roster_access, seats};
use crate::entities::user::{Model, Role};
use crate::entities::{blacklist, matched};
use crate::error::Result;
use crate::ids::UserId;
use rules::{Code, Violation};
use sea_orm::{ConnectionTrait, EntityTrait};

/// What is known of two people besides their accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Mentees on the mentor's roster.
    pub(super) taken: u32,
    /// Whose roster the mentee is on.
    pub(super) current: Option<UserId>,
    /// Whether the mentee refuses the mentor.
    pub(super) is_blocked: bool,
}

/// What the database knows; it stays true while both accounts are locked.
pub(super) async fn known(
    rows: &impl ConnectionTrait,
    mentor: &Model,
    mentee: Option<&Model>,
) -> Result<Known> {
    let taken = seats::taken(rows, mentor.id).await?;
    let Some(mentee) = mentee else {
        return Ok(Known {
            taken,
            current: None,
            is_blocked: false,
        });
    };
    let current = matched::Entity::find_by_id(mentee.id).one(rows).await?;
    let refusal = blacklist::Entity::find_by_id((mentee.id, mentor.id));
    Ok(Known {
        taken,
        current: current.map(|current| current.mentor_id),
        is_blocked: refusal.one(rows).await?.is_some(),
    })
}

/// The mentee, if nothing speaks against the match.
pub(super) fn judge<'a>(
    known: Known,
    max_mentees: u32,
    mentor: &Model,
    mentee: Option<&'a Model>,
) -> std::result::Result<&'a Model, Violation> {
    let at_mentee = |code| Err(Violation::at(code, "menteeEmail"));
    let capacity = mentor.capacity(max_mentees);
    if known.taken >= capacity {
        return Err(roster_access::full(capacity));
    }
    // An account whose deletion is pending has disappeared for others.
    let Some(mentee) = mentee.filter(|user| !user.is_deleted()) else {
        return at_mentee(Code::MenteeNotFound);
    };
    if known.current == Some(mentor.id) {
        return at_mentee(Code::AlreadyOnRoster);
    }
    if mentee.role != Role::Mentee {
        return at_mentee(Code::NotAMentee);
    }
    // One code for all of it: a mentor is not to learn of being refused.
    if known.current.is_some() || known.is_blocked || !mentee.is_presentable(Role::Mentee) {
        return at_mentee(Code::MenteeUnavailable);
    }
    Ok(mentee)
}
