//! Removes a mentee from a roster.

use super::person::Person;
use super::roster_access::RosterAccess;
use super::unlink;
use crate::app::App;
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::Result;
use crate::work::{Committed, Work, Workflow};
use sea_orm::EntityTrait;

/// Ends a match and returns the mentor. Does nothing when the mentee is not on the roster.
///
/// # Errors
/// `NOT_A_MENTOR`.
pub async fn remove_mentee(app: &App, access: &RosterAccess, mentee: Person) -> Result<Model> {
    let actor_id = Some(access.actor_id());
    let access = access.clone();
    Work::run(app, actor_id, Workflow::Plain, move |work| {
        attempt(work, access, mentee)
    })
    .await
}

async fn attempt(work: Work, access: RosterAccess, mentee: Person) -> Result<Committed<Model>> {
    let mentee_id = mentee.find(&work.app, "menteeEmail").await?;
    let tx = work.begin().await?;
    let locked = access.lock(&tx, mentee_id).await?;
    let mentor = access.mentor(&locked)?.clone();
    if let Some(mentee_id) = mentee_id {
        let current = matched::Entity::find_by_id(mentee_id)
            .one(tx.rows())
            .await?;
        if let Some(ended) = current.filter(|current| current.mentor_id == mentor.id) {
            unlink::end_match(&tx, &ended).await?;
        }
    }
    tx.commit(mentor).await
}
