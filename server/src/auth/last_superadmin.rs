//! Protects the last active SUPERADMIN, so that there is always an administrator with every permission.

use crate::auth::permission::SUPERADMIN;
use crate::entities::{admin, admin_role, user};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::Tx;
use rules::Code;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};

/// Refuses to remove the last active SUPERADMIN. Called before an account is deactivated, demoted or deleted, before
/// its deletion is requested, and before its email address is set to unverified. Does nothing for an account that is
/// not an active SUPERADMIN.
///
/// # Errors
/// `LAST_SUPERADMIN`.
pub(crate) async fn ensure_another(tx: &Tx, user_id: UserId) -> Result<()> {
    // Invariant: every command that removes a SUPERADMIN locks the role's row until the commit. Of two at the same
    // time, the second one waits and does not count the SUPERADMIN that the first one removed.
    let role = admin_role::Entity::find()
        .filter(admin_role::Column::Name.eq(SUPERADMIN))
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    let Some(role) = role else {
        return Ok(());
    };
    let active: Vec<UserId> = admin::Entity::find()
        .select_only()
        .column(admin::Column::UserId)
        .join(JoinType::InnerJoin, admin::Relation::User.def())
        .filter(admin::Column::RoleId.eq(role.id))
        .filter(admin::Column::IsActive.eq(true))
        .filter(user::Column::IsActive.eq(true))
        .filter(user::Column::IsVerified.eq(true))
        .filter(user::Column::DeletionRequestedAt.is_null())
        .into_tuple()
        .all(tx.rows())
        .await?;
    if active == [user_id] {
        return Err(Error::refused(Code::LastSuperadmin));
    }
    Ok(())
}
