//! Nobody rises above their own role: an administrator who holds more rights is out of reach.

use crate::auth::Admin;
use crate::auth::permission::{self, Right};
use crate::entities::admin;
use crate::entities::user::{Model, Role};
use crate::error::Result;
use sea_orm::ConnectionTrait;

/// Lets an administrator change an account unless it is that of one who holds more rights.
///
/// # Errors
/// `NotPermitted`.
pub(super) async fn may_touch<R: Right>(
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
