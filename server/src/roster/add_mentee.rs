//! Taking a mentee onto a roster.

use super::admission;
use super::keeper::Keeper;
use super::people::Person;
use super::standing;
use crate::app::App;
use crate::db::tx::{Committed, Tx};
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, Set};

/// Matches a mentee with a mentor and answers the mentor.
///
/// # Errors
/// `NOT_A_MENTOR`, `MENTOR_UNAVAILABLE`, `ROSTER_FULL`, `ALREADY_ON_ROSTER`, `MENTEE_NOT_FOUND`, `NOT_A_MENTEE` or
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
    let tx = work.begin().await?;
    let locked = keeper.lock(&tx, mentee_id).await?;
    let mentor = keeper.mentor(&locked)?;
    keeper.may_add(mentor)?;
    let mentee = locked.iter().find(|user| Some(user.id) == mentee_id);
    let known = admission::known(tx.rows(), mentor, mentee).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let mentee = admission::judge(known, max_mentees, mentor, mentee)?;
    let now = tx.app.clock.now();
    join(&tx, mentor, mentee, now).await?;
    tell(&tx, mentor, mentee).await;
    let mentor = mentor.clone();
    tx.commit(mentor).await
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
