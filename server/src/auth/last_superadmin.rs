//! There is always somebody who may do everything: the last active SUPERADMIN stays.

use crate::auth::permission::SUPERADMIN;
use crate::entities::{admin, admin_role, user};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::Tx;
use rules::Code;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};

/// Refuses what would take the last active SUPERADMIN away: called before an account is deactivated, demoted,
/// deleted, asks for its deletion or has its address count as not verified. An account that is no active SUPERADMIN passes.
///
/// # Errors
/// `LAST_SUPERADMIN`.
pub(crate) async fn ensure_another(tx: &Tx, user_id: UserId) -> Result<()> {
    // Invariant: whoever takes a SUPERADMIN away holds the role's row until the commit, so that two at once
    // come one after the other, and the second counts without the first one's.
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
