//! Unblocks a mentor.

use super::blacklist_mentor::mentee;
use super::person::Person;
use crate::app::App;
use crate::auth::Member;
use crate::entities::user::Model;
use crate::entities::{blacklist, stale_scores};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Work, Workflow};
use sea_orm::EntityTrait;

/// Takes a mentor off the member's blacklist and returns the member. Does nothing when the mentor is not on it.
///
/// # Errors
/// `NOT_A_MENTEE`.
pub async fn unblacklist_mentor(app: &App, member: &Member, mentor: Person) -> Result<Model> {
    let mentee_id = member.user().id;
    Work::run(app, Some(mentee_id), Workflow::Plain, move |work| {
        attempt(work, mentee_id, mentor)
    })
    .await
}

async fn attempt(work: Work, mentee_id: UserId, mentor: Person) -> Result<Committed<Model>> {
    let mentor_id = mentor.find(&work.app, "mentorEmail").await?;
    let tx = work.begin().await?;
    let locked = users::lock_all(&tx, &[mentee_id]).await?;
    let mentee = mentee(&locked, mentee_id)?.clone();
    if let Some(mentor_id) = mentor_id {
        let deleted = blacklist::Entity::delete_by_id((mentee_id, mentor_id))
            .exec(tx.rows())
            .await?;
        if deleted.rows_affected > 0 {
            stale_scores::mark(tx.rows(), mentee_id, tx.app.clock.now()).await?;
            tx.recompute_scores();
            tx.emit(Signal::of_pair(
                Name::MentorUnblacklisted,
                mentee_id,
                mentor_id,
            ))
            .await;
        }
    }
    tx.commit(mentee).await
}
