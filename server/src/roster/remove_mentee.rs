//! Removes a mentee from a roster.

use super::person::Person;
use super::rematch::Ending;
use super::roster_access::RosterAccess;
use super::unlink;
use crate::app::App;
use crate::entities::ended_match::{EndReason, EndedBy};
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::Result;
use crate::work::{Committed, Work, Workflow};
use sea_orm::EntityTrait;

/// Ends a match and returns the mentor; only administrators see the reason. Does nothing when the mentee is not on the roster.
///
/// # Errors
/// `NOT_A_MENTOR`.
pub async fn remove_mentee(
    app: &App,
    access: &RosterAccess,
    mentee: Person,
    reason: Option<EndReason>,
) -> Result<Model> {
    let actor = access.actor();
    let access = access.clone();
    Work::run(app, actor, Workflow::Plain, move |work| {
        attempt(work, access, mentee, reason)
    })
    .await
}

async fn attempt(
    work: Work,
    access: RosterAccess,
    mentee: Person,
    reason: Option<EndReason>,
) -> Result<Committed<Model>> {
    let mentee_id = mentee.find(&work.app, "menteeEmail").await?;
    let tx = work.begin().await?;
    let locked = access.lock(&tx, mentee_id).await?;
    let mentor = access.mentor(&locked)?.clone();
    if let Some(mentee_id) = mentee_id {
        let current = matched::Entity::find_by_id(mentee_id)
            .one(tx.rows())
            .await?;
        if let Some(ended) = current.filter(|current| current.mentor_id == mentor.id) {
            let by = match access.is_own() {
                true => EndedBy::Mentor,
                false => EndedBy::Admin,
            };
            unlink::end_match(&tx, &ended, Ending { by, reason }).await?;
        }
    }
    tx.commit(mentor).await
}
