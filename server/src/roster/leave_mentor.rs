//! A mentee leaves their mentor.

use super::rematch::Ending;
use super::{blacklist_mentor, unlink};
use crate::app::App;
use crate::auth::Member;
use crate::entities::ended_match::{EndReason, EndedBy};
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use sea_orm::EntityTrait;

/// Ends the member's match and returns the member. Only administrators see the reason.
///
/// # Errors
/// `NOT_A_MENTEE` or `NO_MATCH`.
pub async fn leave_mentor(app: &App, member: &Member, reason: Option<EndReason>) -> Result<Model> {
    let mentee_id = member.user().id;
    Work::run(app, Some(mentee_id), Workflow::Plain, move |work| {
        attempt(work, mentee_id, reason)
    })
    .await
}

async fn attempt(
    work: Work,
    mentee_id: UserId,
    reason: Option<EndReason>,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    unlink::lock(&tx, &[mentee_id]).await?;
    let locked = users::lock_all(&tx, &[mentee_id]).await?;
    let mentee = blacklist_mentor::mentee(&locked, mentee_id)?.clone();
    let current = matched::Entity::find_by_id(mentee_id);
    let Some(current) = current.one(tx.rows()).await? else {
        return Err(Error::refused(Code::NoMatch));
    };
    let ending = Ending {
        by: EndedBy::Mentee,
        reason,
    };
    unlink::end_match(&tx, &current, ending).await?;
    tx.commit(mentee).await
}
