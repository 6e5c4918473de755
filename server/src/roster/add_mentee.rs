//! Taking a mentee onto a roster.

use super::keeper::{self, Keeper};
use super::people::Person;
use super::places;
use super::standing;
use crate::app::App;
use crate::db::tx::{Committed, Tx};
use crate::db::users;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::user::{Model, Role};
use crate::entities::{blacklist, matched};
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use chrono::{DateTime, Utc};
use rules::{Code, Violation};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

/// Matches a mentee with a mentor and answers the mentor.
///
/// # Errors
/// `NOT_A_MENTOR`, `ROSTER_FULL`, `ALREADY_ON_ROSTER`, `MENTEE_NOT_FOUND`, `NOT_A_MENTEE` or
/// `MENTEE_UNAVAILABLE`; the last one also for a mentee who refuses this mentor.
pub async fn add_mentee(app: &App, keeper: Keeper, mentee: Person) -> Result<Model> {
    let actor_id = Some(keeper.actor_id());
    Work::run(app, actor_id, Workflow::Plain, move |work| {
        attempt(work, keeper, mentee)
    })
    .await
}

async fn attempt(work: Work, keeper: Keeper, mentee: Person) -> Result<Committed<Model>> {
    let mentee_id = mentee.find(&work.app, "menteeEmail").await?;
    let people = [Some(keeper.mentor_id()), mentee_id];
    let tx = work.begin().await?;
    let people: Vec<_> = people.into_iter().flatten().collect();
    let locked = users::lock_all(&tx, &people).await?;
    let mentor = keeper.mentor(&locked)?;
    let mentee = locked.iter().find(|user| Some(user.id) == mentee_id);
    let mentee = admit(&tx, mentor, mentee).await??;
    let now = tx.app.clock.now();
    join(&tx, mentor, mentee, now).await?;
    tell(&tx, mentor, mentee).await;
    let mentor = mentor.clone();
    tx.commit(mentor).await
}

/// The mentee, if nothing speaks against the match. Both accounts are locked.
pub(super) async fn admit<'a>(
    tx: &Tx,
    mentor: &Model,
    mentee: Option<&'a Model>,
) -> Result<std::result::Result<&'a Model, Violation>> {
    let at_mentee = |code| Ok(Err(Violation::at(code, "menteeEmail")));
    let capacity = mentor.capacity(tx.app.config.accounts.max_mentees);
    if !mentor.is_active {
        return Ok(Err(Violation::general(Code::AccountInactive)));
    }
    if places::taken(tx, mentor.id).await? >= capacity {
        return Ok(Err(keeper::full(capacity)));
    }
    // An account whose deletion is pending has disappeared for others.
    let Some(mentee) = mentee.filter(|user| !user.is_deleted()) else {
        return at_mentee(Code::MenteeNotFound);
    };
    let current = matched::Entity::find_by_id(mentee.id)
        .one(tx.rows())
        .await?;
    if current
        .as_ref()
        .is_some_and(|current| current.mentor_id == mentor.id)
    {
        return at_mentee(Code::AlreadyOnRoster);
    }
    if mentee.role != Role::Mentee {
        return at_mentee(Code::NotAMentee);
    }
    let is_refused = blacklist::Entity::find_by_id((mentee.id, mentor.id))
        .one(tx.rows())
        .await?
        .is_some();
    if current.is_some() || is_refused || !mentee.is_presentable(Role::Mentee) {
        return at_mentee(Code::MenteeUnavailable);
    }
    Ok(Ok(mentee))
}

/// Writes the match.
pub(super) async fn join(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
) -> Result<()> {
    matched::ActiveModel {
        mentee_id: Set(mentee.id),
        mentor_id: Set(mentor.id),
        matched_at: Set(matched_at),
    }
    .insert(tx.rows())
    .await
    .map_err(Error::Repository)?;
    standing::keep(tx, &[mentee.id, mentor.id]).await
}

/// Tells of a new match.
pub(super) async fn tell(tx: &Tx, mentor: &Model, mentee: &Model) {
    tx.emit(Signal::of_pair(Name::MenteeAdded, mentee.id, mentor.id))
        .await;
}
