//! Withdraws a request.

use super::signals::Cause;
use super::{Side, actor, lock_open, signals, store};
use crate::app::App;
use crate::auth::Member;
use crate::entities::mentorship_request::{Model, RequestState};
use crate::error::Result;
use crate::ids::{RequestId, UserId};
use crate::work::{Committed, Work, Workflow};

/// Withdraws a request or an offer that the member sent.
///
/// # Errors
/// `REQUEST_NOT_FOUND` or `REQUEST_NOT_OPEN`.
pub async fn withdraw_request(app: &App, member: &Member, id: RequestId) -> Result<Model> {
    let member_id = actor(member);
    Work::run(app, member.actor(), Workflow::Plain, move |work| {
        attempt(work, member_id, id)
    })
    .await
}

async fn attempt(work: Work, member_id: UserId, id: RequestId) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let request = lock_open(&tx, member_id, Side::Sender, id).await?;
    let withdrawn = store::decide(&tx, &request, RequestState::Withdrawn).await?;
    signals::emit_withdrawn(&tx, &withdrawn, Cause::Withdrawn).await;
    tx.commit(withdrawn).await
}
