//! Matches a pair of a plan that an administrator published.

use super::{admission, begin_match, rematch, roster_access, unlink};
use crate::app::App;
use crate::entities::user::Role;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Matches two people with the checks of every match. Unlike a match that somebody makes by hand, it overrides nothing.
///
/// # Errors
/// `MENTOR_NOT_FOUND`, `NOT_A_MENTOR`, `MENTOR_UNAVAILABLE`, `ROSTER_FULL`, `ALREADY_ON_ROSTER`, `MENTEE_NOT_FOUND`,
/// `NOT_A_MENTEE`, or `MENTEE_UNAVAILABLE`.
pub async fn match_planned(
    app: &App,
    actor_id: Option<UserId>,
    mentor_id: UserId,
    mentee_id: UserId,
) -> Result<()> {
    Work::run(app, actor_id, Workflow::Plain, move |work| {
        attempt(work, mentor_id, mentee_id)
    })
    .await
}

async fn attempt(work: Work, mentor_id: UserId, mentee_id: UserId) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let pair = [mentee_id, mentor_id];
    unlink::lock_around(&tx, &pair, &[mentee_id]).await?;
    let locked = users::lock_all(&tx, &pair).await?;
    let mentor = locked.iter().find(|user| user.id == mentor_id);
    let mentor = roster_access::check(mentor).map_err(Error::refused)?;
    let is_available = mentor.participates(Role::Mentor) && mentor.is_approved;
    if !is_available || mentor.is_paused {
        return Err(Error::refused(Code::MentorUnavailable));
    }
    let mentee = locked.iter().find(|user| user.id == mentee_id);
    let status = admission::pair_status(tx.rows(), mentor, mentee).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let mentee = admission::check(status, max_mentees, mentor, mentee)?;
    // Both are locked, so that neither can end a match or decline meanwhile.
    let hidden = rematch::hidden_pairs(&tx.app, &[mentee_id]).await?;
    if hidden.contains(&(mentee_id, mentor_id)) {
        return Err(Error::refused(Code::MenteeUnavailable));
    }
    begin_match::begin_undoable(&tx, mentor, mentee).await?;
    tx.commit(()).await
}
