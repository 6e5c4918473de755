//! Whether a mentee has asked for a mentor.

use super::store;
use crate::entities::mentorship_request::RequestKind;
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;

/// Whether the mentee declined an offer of the mentor within the last `REMATCH_AFTER_DAYS`.
pub(in crate::roster) async fn has_declined(
    tx: &Tx,
    mentee: UserId,
    mentor: UserId,
) -> Result<bool> {
    store::was_declined(tx, mentee, mentor, RequestKind::Offer).await
}

/// Whether the mentee has an open request to the mentor, also one that the mentor does not see yet. The caller has locked both.
pub(in crate::roster) async fn has_asked(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<bool> {
    let open = store::open_between(tx, mentee, mentor).await?;
    Ok(open
        .iter()
        .any(|request| request.kind == RequestKind::Request && request.recipient_state.is_none()))
}
