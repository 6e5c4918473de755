//! Blocks a mentor, or an address.

use super::block::{Blocked, block};
use super::person::{self, Person};
use crate::app::App;
use crate::auth::Member;
use crate::entities::matched;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// Puts a mentor or an address on the member's blacklist, ends their match with them if there is one, and returns the
/// member. An address is accepted whether or not an account has it. Blocking a second time changes nothing.
///
/// # Errors
/// `NOT_A_MENTEE` or `BLACKLIST_FULL`; for an address the violation of its rules, for an id `MENTOR_NOT_FOUND` or
/// `NOT_A_MENTOR`.
pub async fn blacklist_mentor(app: &App, member: &Member, mentor: Person) -> Result<Model> {
    let mentee_id = member.user().id;
    Work::run(app, Some(mentee_id), Workflow::Plain, move |work| {
        attempt(work, mentee_id, mentor)
    })
    .await
}

async fn attempt(work: Work, mentee_id: UserId, mentor: Person) -> Result<Committed<Model>> {
    match mentor {
        Person::Id(mentor_id) => block_mentor(work, mentee_id, mentor_id).await,
        Person::Address(typed) => block_address(work, mentee_id, &typed).await,
    }
}

async fn block_mentor(
    work: Work,
    mentee_id: UserId,
    mentor_id: UserId,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let locked = users::lock_all(&tx, &[mentee_id, mentor_id]).await?;
    let mentee = mentee(&locked, mentee_id)?.clone();
    let mentor = locked.iter().find(|user| user.id == mentor_id);
    let mentor = mentor.filter(|user| !user.is_deleted());
    let refused = |code| Err(Error::refused_at(code, "mentorId"));
    match mentor {
        None => return refused(Code::MentorNotFound),
        Some(user) if user.role != Role::Mentor => return refused(Code::NotAMentor),
        Some(mentor) if !is_visible(&tx, mentee_id, mentor).await? => {
            return refused(Code::MentorNotFound);
        }
        Some(mentor) => block(&tx, &mentee, Blocked::Chosen(mentor)).await?,
    }
    tx.commit(mentee).await
}

/// Whether the mentee can see a mentor: an active one, or their own.
async fn is_visible(tx: &Tx, mentee_id: UserId, mentor: &Model) -> Result<bool> {
    let current = matched::Entity::find_by_id(mentee_id)
        .one(tx.rows())
        .await?;
    let is_own = current.is_some_and(|current| current.mentor_id == mentor.id);
    Ok(is_own || mentor.is_presentable(Role::Mentor))
}

async fn block_address(work: Work, mentee_id: UserId, typed: &str) -> Result<Committed<Model>> {
    let email = person::address(&work.app, typed, "mentorEmail")?;
    let base = email.base();
    let tx = work.begin().await?;
    let locked = users::lock_with_owners(&tx, &[mentee_id], std::slice::from_ref(&base)).await?;
    let mentee = mentee(&locked, mentee_id)?.clone();
    let owner = users::owner_of(&locked, &base);
    let blocked = Blocked::Typed {
        email: &email,
        owner,
    };
    block(&tx, &mentee, blocked).await?;
    tx.commit(mentee).await
}

/// Returns the member if they are a mentee now.
pub(super) fn mentee(locked: &[Model], mentee_id: UserId) -> Result<&Model> {
    let code = match locked.iter().find(|user| user.id == mentee_id) {
        None => Code::UserNotFound,
        Some(user) if user.is_deleted() => Code::DeletionPending,
        Some(user) if user.role != Role::Mentee => Code::NotAMentee,
        Some(user) => return Ok(user),
    };
    Err(Error::refused(code))
}
