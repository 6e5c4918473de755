//! Declines a request.

use super::{Side, actor, emails, lock_open, pair, signals, store};
use crate::app::App;
use crate::auth::Member;
use crate::entities::mentorship_request::{DeclineReason, Model};
use crate::error::Result;
use crate::ids::{RequestId, UserId};
use crate::work::{Committed, Tx, Work, Workflow};

/// Declines a request or an offer that the member received. Only administrators see the reason.
///
/// # Errors
/// `REQUEST_NOT_FOUND` or `REQUEST_NOT_OPEN`.
pub async fn decline_request(
    app: &App,
    member: &Member,
    id: RequestId,
    reason: Option<DeclineReason>,
) -> Result<Model> {
    let member_id = actor(member);
    Work::run(app, Some(member_id), Workflow::Plain, move |work| {
        attempt(work, member_id, id, reason)
    })
    .await
}

async fn attempt(
    work: Work,
    member_id: UserId,
    id: RequestId,
    reason: Option<DeclineReason>,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let request = lock_open(&tx, member_id, Side::Recipient, id).await?;
    let declined = decline(&tx, &request, reason).await?;
    tx.commit(declined).await
}

/// Declines an open request. The caller has locked both accounts.
pub(super) async fn decline(
    tx: &Tx,
    request: &Model,
    reason: Option<DeclineReason>,
) -> Result<Model> {
    let declined = store::decline(tx, request, reason).await?;
    match request.typed {
        // The mentor does not learn of it, and the mentee's stream has it.
        Some(_) => signals::emit_declined_unseen(tx, &declined).await,
        None => {
            signals::emit_declined(tx, &declined).await;
            let pair = pair::of(tx, request).await?;
            emails::declined(tx, request, &pair).await?;
        }
    }
    Ok(declined)
}
