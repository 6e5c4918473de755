//! An administrator ends a match.

use super::rematch::Ending;
use super::unlink;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::ended_match::{EndReason, EndedBy};
use crate::entities::matched;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// Ends a mentee's match, with this mentor if one is given, and returns the mentee.
///
/// # Errors
/// `MENTEE_NOT_FOUND`, or `NO_MATCH` also when the mentee has another mentor by now.
pub async fn end_match(
    app: &App,
    admin: &Admin<RosterWrite>,
    mentee_id: UserId,
    mentor_id: Option<UserId>,
    reason: Option<EndReason>,
) -> Result<Model> {
    let actor = admin.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, (mentee_id, mentor_id), reason)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<RosterWrite>,
    (mentee_id, mentor_id): (UserId, Option<UserId>),
    reason: Option<EndReason>,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    unlink::lock_around(&tx, &[mentee_id, actor.user_id()], &[mentee_id]).await?;
    let locked = actor.lock(&tx, &[mentee_id]).await?;
    let mentee = locked
        .iter()
        .find(|user| user.id == mentee_id && user.role == Role::Mentee)
        .ok_or_else(|| Error::refused_at(Code::MenteeNotFound, "menteeId"))?;
    let current = matched::Entity::find_by_id(mentee_id)
        .one(tx.rows())
        .await?
        .filter(|current| mentor_id.is_none_or(|mentor_id| mentor_id == current.mentor_id))
        .ok_or_else(|| Error::refused_at(Code::NoMatch, "menteeId"))?;
    let ending = Ending {
        by: EndedBy::Admin,
        reason,
    };
    unlink::end_match(&tx, &current, ending).await?;
    tx.commit(mentee.clone()).await
}
