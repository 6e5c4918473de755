//! Checks an administrator again inside a transaction: what the request was authorized with must still be true.

use super::caller::Admin;
use super::permission::{Permission, Right};
use super::sessions;
use crate::entities::user::{self, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::watermark;
use crate::users;
use crate::work::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

impl<R: Right> Admin<R> {
    /// Locks the accounts that a command is about together with the administrator's own, like `users::lock_all`, and
    /// checks the administrator again. An administrator who was deactivated, demoted or deleted in the meantime can no
    /// longer change anything, and deactivating one waits for their running commands.
    ///
    /// # Errors
    /// `NotPermitted` when the administrator has lost a permission since the request arrived.
    pub async fn lock(&self, tx: &Tx, others: &[UserId]) -> Result<Vec<Model>> {
        let ids: Vec<_> = others.iter().copied().chain([self.user_id()]).collect();
        let locked = users::lock_all(tx, &ids).await?;
        let own = locked.iter().find(|user| user.id == self.user_id());
        let is_presentable = own.is_some_and(|user| user.is_presentable(Role::Admin));
        let held = sessions::administrator_permissions(tx.rows(), self.user_id()).await?;
        if is_presentable && held.is_some_and(|held| self.is_covered_by(&held)) {
            return Ok(locked);
        }
        Err(Error::NotPermitted {
            permission: R::PERMISSION,
            why: "Your account no longer has the required permission.",
        })
    }

    /// Locks the retention of the log, and checks the administrator again after it. Changes to webhooks and hooks exclude
    /// each other this way; both rarely change.
    ///
    /// # Errors
    /// `NotPermitted` when the administrator has lost a permission since the request arrived.
    pub(crate) async fn lock_with_log(&self, tx: &Tx) -> Result<()> {
        self.lock(tx, &[]).await?;
        watermark::lock(tx.rows()).await?;
        // A role may have been changed while this waited for the watermark, and locked accounts do not prevent that.
        self.lock(tx, &[]).await?;
        Ok(())
    }
}

/// Whether an account belongs to an active administrator with all of these permissions, as the transaction sees it.
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
    let is_presentable = user.is_some_and(|user| user.is_presentable(Role::Admin));
    let held = sessions::administrator_permissions(rows, user_id).await?;
    let held = held.unwrap_or_default();
    Ok(is_presentable && needed.iter().all(|right| held.contains(right)))
}
