//! Deleting every account whose grace period is over, now rather than at the next round.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersDelete;
use crate::error::Result;
use crate::lifecycle::purge;

/// Accounts of one batch.
const BATCH: u64 = 100;
/// Batches of one request, which should not last for minutes; the next round takes the others.
const BATCHES: u64 = 20;

/// Purges what is due and answers how many accounts went.
///
/// # Errors
/// When the database does not answer.
pub async fn purge_expired_accounts(app: &App, actor: &Admin<UsersDelete>) -> Result<u64> {
    let mut purged = 0;
    for _ in 0..BATCHES {
        let batch = purge::purge_due_for(app, Some(actor.user_id()), BATCH).await?;
        purged += batch;
        if batch < BATCH {
            break;
        }
    }
    Ok(purged)
}
