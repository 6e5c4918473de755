//! Blocks a mentor.

use super::person::Person;
use super::rematch::Ending;
use super::requests::close;
use super::unlink;
use crate::app::App;
use crate::auth::Member;
use crate::entities::ended_match::EndedBy;
use crate::entities::user::{Model, Role};
use crate::entities::{blacklist, compatibility_score, matched};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Param, Violation, limits};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};

/// Puts a mentor on the member's blacklist, ends their match if there is one, and returns the member.
/// Blocking a mentor twice changes nothing.
///
/// # Errors
/// `NOT_A_MENTEE`, `MENTOR_NOT_FOUND`, `NOT_A_MENTOR` (with private registrations only for an id), or `BLACKLIST_FULL`.
pub async fn blacklist_mentor(app: &App, member: &Member, mentor: Person) -> Result<Model> {
    let mentee_id = member.user().id;
    Work::run(app, Some(mentee_id), Workflow::Plain, move |work| {
        attempt(work, mentee_id, mentor)
    })
    .await
}

async fn attempt(work: Work, mentee_id: UserId, mentor: Person) -> Result<Committed<Model>> {
    let mentor_id = mentor.find(&work.app, "mentorEmail").await?;
    let is_private = mentor.is_private(&work.app);
    let is_by_id = matches!(mentor, Person::Id(_));
    let people: Vec<_> = [Some(mentee_id), mentor_id].into_iter().flatten().collect();
    let tx = work.begin().await?;
    let locked = users::lock_all(&tx, &people).await?;
    let mentee = mentee(&locked, mentee_id)?.clone();
    let mentor = locked
        .iter()
        .find(|user| Some(user.id) == mentor_id && !user.is_deleted());
    let current = matched::Entity::find_by_id(mentee_id)
        .one(tx.rows())
        .await?;
    let is_partner = current.is_some_and(|current| Some(current.mentor_id) == mentor_id);
    // Whoever waits for an approval is nowhere to be found, except for their mentees.
    let mentor = mentor.filter(|user| user.is_approved || is_partner || !is_by_id);
    match mentor {
        None => return Err(Error::refused_at(Code::MentorNotFound, "mentorEmail")),
        // Whether someone else has an account is not disclosed.
        Some(user) if is_private && !user.is_presentable(Role::Mentor) => {
            return Err(Error::refused_at(Code::MentorNotFound, "mentorEmail"));
        }
        Some(user) if user.role != Role::Mentor => {
            return Err(Error::refused_at(Code::NotAMentor, "mentorEmail"));
        }
        Some(mentor) => block(&tx, &mentee, mentor).await?,
    }
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

/// Blocks a mentor. Both accounts are locked.
pub(super) async fn block(tx: &Tx, mentee: &Model, mentor: &Model) -> Result<()> {
    let pair = (mentee.id, mentor.id);
    if blacklist::Entity::find_by_id(pair)
        .one(tx.rows())
        .await?
        .is_some()
    {
        return Ok(());
    }
    let blocked = blacklist::Entity::find()
        .filter(blacklist::Column::MenteeId.eq(mentee.id))
        .count(tx.rows())
        .await?;
    if blocked >= u64::from(limits::BLACKLIST_MAX) {
        let violation = Violation::general(Code::BlacklistFull);
        return Err(violation
            .with("max", Param::Number(limits::BLACKLIST_MAX))
            .into());
    }
    blacklist::ActiveModel {
        mentee_id: Set(mentee.id),
        mentor_id: Set(mentor.id),
        blacklisted_at: Set(tx.app.clock.now()),
    }
    .insert(tx.rows())
    .await?;
    compatibility_score::Entity::delete_by_id(pair)
        .exec(tx.rows())
        .await?;
    tx.emit(Signal::of_pair(
        Name::MentorBlacklisted,
        mentee.id,
        mentor.id,
    ))
    .await;
    let current = matched::Entity::find_by_id(mentee.id)
        .one(tx.rows())
        .await?;
    match current.filter(|current| current.mentor_id == mentor.id) {
        Some(ended) => {
            let ending = Ending {
                by: EndedBy::Mentee,
                reason: None,
            };
            unlink::end_match(tx, &ended, ending).await?;
        }
        None => {}
    }
    close::of_blocked(tx, mentee.id, mentor.id).await
}
