//! Proof that a caller may change a mentor's roster, and whose roster it is.

use super::unlink;
use crate::auth::permission::RosterWrite;
use crate::auth::{Admin, Member};
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::Actor;
use crate::users;
use crate::work::Tx;
use rules::{Code, Violation};

/// Proof that the caller may change a mentor's roster.
#[derive(Debug, Clone)]
pub struct RosterAccess {
    mentor_id: UserId,
    /// `None` when the mentor acts.
    administrator: Option<Admin<RosterWrite>>,
    /// The administrator who acts as the mentor.
    impersonator_id: Option<UserId>,
}

impl RosterAccess {
    /// Access to the member's own roster; the command checks whether they are a mentor.
    #[must_use]
    pub fn own(member: &Member) -> Self {
        Self {
            mentor_id: member.user().id,
            administrator: None,
            impersonator_id: member.actor().impersonator_id,
        }
    }

    /// An administrator's access to someone's roster.
    #[must_use]
    pub const fn by_administrator(administrator: Admin<RosterWrite>, mentor_id: UserId) -> Self {
        Self {
            mentor_id,
            administrator: Some(administrator),
            impersonator_id: None,
        }
    }

    /// The account that acts.
    #[must_use]
    pub fn actor_id(&self) -> UserId {
        let administrator = self.administrator.as_ref();
        administrator.map_or(self.mentor_id, Admin::user_id)
    }

    /// Who acts, for the log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: Some(self.actor_id()),
            impersonator_id: self.impersonator_id,
        }
    }

    /// The mentor whose roster it is.
    #[must_use]
    pub const fn mentor_id(&self) -> UserId {
        self.mentor_id
    }

    /// Whether the roster is the actor's own.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.administrator.is_none()
    }

    /// Locks the accounts of the mentor and a mentee.
    pub(super) async fn lock(&self, tx: &Tx, mentee_id: Option<UserId>) -> Result<Vec<Model>> {
        let people: Vec<_> = mentee_id.into_iter().chain([self.mentor_id]).collect();
        match &self.administrator {
            Some(administrator) => administrator.lock(tx, &people).await,
            None => users::lock_all(tx, &people).await,
        }
    }

    /// Locks like `lock`, and also everyone whose request ends when the mentee is matched.
    pub(super) async fn lock_for_match(
        &self,
        tx: &Tx,
        mentee_id: Option<UserId>,
    ) -> Result<Vec<Model>> {
        let whose: Vec<_> = mentee_id.into_iter().collect();
        let people = [&whose, &[self.mentor_id, self.actor_id()][..]].concat();
        unlink::lock_around(tx, &people, &whose).await?;
        self.lock(tx, mentee_id).await
    }

    /// Returns the mentor among the locked accounts, if that account is a mentor now.
    pub(super) fn mentor<'a>(&self, locked: &'a [Model]) -> Result<&'a Model> {
        let found = locked.iter().find(|user| user.id == self.mentor_id);
        check(found).map_err(|code| match self.is_own() {
            true => Error::refused(code),
            false => Error::refused_at(code, "mentorId"),
        })
    }

    /// Refuses to add mentees to a mentor who is not active and verified. Mentors also need to be approved before they
    /// add mentees; administrators may override that.
    pub(super) fn may_add(&self, mentor: &Model) -> Result<()> {
        match mentor.participates(Role::Mentor) {
            true if mentor.is_approved || !self.is_own() => Ok(()),
            true => Err(Error::refused(Code::MentorNotApproved)),
            false if !self.is_own() => Err(Error::refused_at(Code::MentorUnavailable, "mentorId")),
            false if mentor.is_active => Err(Error::refused(Code::EmailNotVerified)),
            false => Err(Error::refused(Code::AccountInactive)),
        }
    }
}

/// Checks that an account can have a roster.
pub(super) fn check(mentor: Option<&Model>) -> std::result::Result<&Model, Code> {
    match mentor {
        None => Err(Code::MentorNotFound),
        Some(user) if user.is_deleted() => Err(Code::DeletionPending),
        Some(user) if user.role != Role::Mentor => Err(Code::NotAMentor),
        Some(user) => Ok(user),
    }
}

/// The violation for a full roster.
pub(super) fn full(capacity: u32) -> Violation {
    Violation::general(Code::RosterFull).with("max", rules::Param::Number(capacity))
}
