//! An administrator's proof inside a transaction: what the request was let in with must still be true.

use super::caller::Admin;
use super::permission::{Permission, Right};
use super::sessions;
use crate::entities::user::{self, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::users;
use crate::work::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

impl<R: Right> Admin<R> {
    /// Locks the accounts that a command is about together with the administrator's own, as `users::lock_all`, and judges
    /// the administrator again: whoever was deactivated, demoted or deleted before this moment changes nothing any more,
    /// and whoever deactivates one waits for what is under way.
    ///
    /// # Errors
    /// `NotPermitted` when the administrator has lost a permission since the request arrived.
    pub async fn lock(&self, tx: &Tx, others: &[UserId]) -> Result<Vec<Model>> {
        let ids: Vec<_> = others.iter().copied().chain([self.user_id()]).collect();
        let locked = users::lock_all(tx, &ids).await?;
        let own = locked.iter().find(|user| user.id == self.user_id());
        let is_in_good_standing = own.is_some_and(|user| user.is_presentable(Role::Admin));
        let now = sessions::administrator_permissions(tx.rows(), self.user_id()).await?;
        if is_in_good_standing && now.is_some_and(|now| self.is_covered_by(&now)) {
            return Ok(locked);
        }
        Err(Error::NotPermitted {
            permission: R::PERMISSION,
            why: "Your account has lost a permission that this needs.",
        })
    }
}

/// Whether an account is an administrator's who may do all of this, as things stand in a transaction.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn may(
    rows: &impl ConnectionTrait,
    user_id: UserId,
    needed: &[Permission],
) -> Result<bool> {
    let user = user::with_deleted()
        .filter(user::Column::Id.eq(user_id))
        .one(rows)
        .await?;
    let is_in_good_standing = user.is_some_and(|user| user.is_presentable(Role::Admin));
    let held = sessions::administrator_permissions(rows, user_id).await?;
    let held = held.unwrap_or_default();
    Ok(is_in_good_standing && needed.iter().all(|right| held.contains(right)))
}
