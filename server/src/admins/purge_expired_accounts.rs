//! Deletes every account whose grace period is over, without waiting for the next scheduled purge.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersDelete;
use crate::error::Result;
use crate::lifecycle::purge;

/// Accounts per query.
const BATCH: u64 = 100;

/// Purges the accounts that are due and returns how many were deleted.
///
/// # Errors
/// When the database does not respond.
pub async fn purge_expired_accounts(app: &App, actor: &Admin<UsersDelete>) -> Result<u64> {
    purge::purge_due_for(app, Some(actor.user_id()), BATCH).await
}
