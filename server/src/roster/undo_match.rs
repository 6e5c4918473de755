//! An administrator undoes a match that an administrator has just made: it is as if there had been none.

use super::{match_emails, unlink};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matched;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// The two who are not matched any more.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The mentee.
    pub mentee: Model,
    /// The mentor.
    pub mentor: Model,
}

/// Undoes the match of two people. Nobody gets an email about it, and it is not one of the matches that ended.
///
/// # Errors
/// `MENTEE_NOT_FOUND`, `NO_MATCH` also when the mentee has another mentor by now, or `UNDO_EXPIRED` for a match that no administrator made within `MATCH_UNDO_MINUTES`.
pub async fn undo_match(
    app: &App,
    admin: &Admin<RosterWrite>,
    mentee_id: UserId,
    mentor_id: UserId,
) -> Result<Undone> {
    let actor = admin.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, mentee_id, mentor_id)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<RosterWrite>,
    mentee_id: UserId,
    mentor_id: UserId,
) -> Result<Committed<Undone>> {
    let refused = |code| Error::refused_at(code, "menteeId");
    let tx = work.begin().await?;
    unlink::lock_around(&tx, &[mentee_id, actor.user_id()], &[mentee_id]).await?;
    let current = matched::Entity::find_by_id(mentee_id)
        .one(tx.rows())
        .await?;
    let current = current.filter(|current| current.mentor_id == mentor_id);
    let partner = current.as_ref().map(|current| current.mentor_id);
    let people: Vec<UserId> = partner.into_iter().chain([mentee_id]).collect();
    let locked = actor.lock(&tx, &people).await?;
    let find = |id: UserId| locked.iter().find(|user| user.id == id);
    let mentee = find(mentee_id).filter(|user| user.role == Role::Mentee);
    let mentee = mentee.ok_or_else(|| refused(Code::MenteeNotFound))?;
    let current = current.ok_or_else(|| refused(Code::NoMatch))?;
    let mentor = find(current.mentor_id).ok_or_else(|| refused(Code::NoMatch))?;
    if !match_emails::drop_held(&tx, &current, None).await? {
        return Err(refused(Code::UndoExpired));
    }
    unlink::undo_match(&tx, &current).await?;
    let undone = Undone {
        mentee: mentee.clone(),
        mentor: mentor.clone(),
    };
    tx.commit(undone).await
}
