//! Keeping somebody's account whose deletion is pending.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::entities::user::Model;
use crate::error::Result;
use crate::ids::UserId;
use crate::lifecycle::cancel_deletion;

/// Cancels the deletion that an account's owner asked for.
///
/// # Errors
/// `USER_NOT_FOUND`, `NO_DELETION_PENDING`, or `GRACE_PERIOD_OVER`.
pub async fn restore_user(app: &App, actor: Admin<UsersWrite>, user_id: UserId) -> Result<Model> {
    cancel_deletion::cancel(app, actor.user_id(), user_id).await
}
