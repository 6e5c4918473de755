//! Protects administrators from administrators with fewer permissions.

use crate::auth::Admin;
use crate::auth::permission::{self, Right};
use crate::entities::user::{self, Model, Role};
use crate::entities::{admin, admin_role};
use crate::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

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

/// Checks that an administrator may do something to all administrators at once: only with every permission that any active
/// one holds.
///
/// # Errors
/// `NotPermitted`.
pub(super) async fn check_may_change_all<R: Right>(
    rows: &impl ConnectionTrait,
    actor: &Admin<R>,
) -> Result<()> {
    let active = admin::Entity::find()
        .inner_join(user::Entity)
        .find_also_related(admin_role::Entity)
        .filter(admin::Column::IsActive.eq(true))
        .filter(user::Column::IsActive.eq(true));
    for (_, role) in active.all(rows).await? {
        let permissions = role.as_ref().map(permission::of_role);
        actor.covers(&permissions.unwrap_or_default())?;
    }
    Ok(())
}
