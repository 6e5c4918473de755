//! Whose roster a verb is about, and who asks for it.

use crate::auth::permission::RosterWrite;
use crate::auth::{Admin, Member};
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use rules::{Code, Violation};

/// Proof that somebody may change a mentor's roster.
#[derive(Debug, Clone, Copy)]
pub struct Keeper {
    actor_id: UserId,
    mentor_id: UserId,
}

impl Keeper {
    /// A member over their own roster; whether they are a mentor, the verb finds out.
    #[must_use]
    pub fn own(member: &Member) -> Self {
        let user_id = member.user().id;
        Self {
            actor_id: user_id,
            mentor_id: user_id,
        }
    }

    /// An administrator over somebody's roster.
    #[must_use]
    pub const fn appointed(admin: &Admin<RosterWrite>, mentor_id: UserId) -> Self {
        Self {
            actor_id: admin.user_id(),
            mentor_id,
        }
    }

    /// Who acts.
    #[must_use]
    pub const fn actor_id(self) -> UserId {
        self.actor_id
    }

    /// Whose roster it is.
    #[must_use]
    pub const fn mentor_id(self) -> UserId {
        self.mentor_id
    }

    /// Whether the roster is the actor's own.
    #[must_use]
    pub fn is_own(self) -> bool {
        self.actor_id == self.mentor_id
    }

    /// The mentor among locked accounts, if it is one at this moment.
    pub(super) fn mentor(self, locked: &[Model]) -> Result<&Model> {
        let found = locked.iter().find(|user| user.id == self.mentor_id);
        check(found).map_err(|code| match self.is_own() {
            true => Error::refused(code),
            false => Error::refused_at(code, "mentorId"),
        })
    }
}

/// What keeps an account from having a roster.
pub(super) fn check(mentor: Option<&Model>) -> std::result::Result<&Model, Code> {
    match mentor {
        None => Err(Code::MentorNotFound),
        Some(user) if user.is_deleted() => Err(Code::DeletionPending),
        Some(user) if user.role != Role::Mentor => Err(Code::NotAMentor),
        Some(user) => Ok(user),
    }
}

/// A full roster's refusal.
pub(super) fn full(capacity: u32) -> Violation {
    Violation::general(Code::RosterFull).with("max", rules::Param::Number(capacity))
}
