//! Whether a mentee has asked for a mentor.

use super::store;
use crate::entities::mentorship_request::RequestKind;
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;

/// Whether the mentee has an open request to the mentor. The caller has locked both.
pub(in crate::roster) async fn has_asked(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<bool> {
    let open = store::open_between(tx, mentee, mentor).await?;
    Ok(open
        .iter()
        .any(|request| request.kind == RequestKind::Request))
}
