//! Deleting every account whose grace period is over, now rather than at the next round.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersDelete;
use crate::error::Result;
use crate::lifecycle::purge;

/// Accounts that are looked up at once.
const BATCH: u64 = 100;

/// Purges what is due and returns how many accounts went.
///
/// # Errors
/// When the database does not respond.
pub async fn purge_expired_accounts(app: &App, actor: &Admin<UsersDelete>) -> Result<u64> {
    purge::purge_due_for(app, Some(actor.user_id()), BATCH).await
}
