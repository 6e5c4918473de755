//! Protects administrators from administrators with fewer permissions.

use crate::auth::Admin;
use crate::auth::permission::{self, Right};
use crate::entities::admin;
use crate::entities::user::{Model, Role};
use crate::error::Result;
use sea_orm::ConnectionTrait;

/// Checks that an administrator may change an account: not if it belongs to an administrator with more permissions.
///
/// # Errors
/// `NotPermitted`.
pub(super) async fn check_may_change<R: Right>(
    rows: &impl ConnectionTrait,
    actor: &Admin<R>,
    user: &Model,
) -> Result<()> {
    if user.role != Role::Admin {
        return Ok(());
    }
    for (_, role) in admin::by_users(rows, &[user.id]).await? {
        actor.covers(&permission::of_role(&role))?;
    }
    Ok(())
}
