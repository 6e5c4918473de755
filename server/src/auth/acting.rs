//! An administrator's proof inside a transaction: what the request was let in with must still be true.

use super::caller::Admin;
use super::permission::Right;
use super::sessions;
use crate::db::tx::Tx;
use crate::db::users;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;

impl<R: Right> Admin<R> {
    /// Locks the accounts that a verb is about together with the administrator's own, as `users::lock_all`, and judges
    /// the administrator anew: whoever was deactivated, demoted or deleted before this moment changes nothing any more,
    /// and whoever deactivates one waits for what is under way.
    ///
    /// # Errors
    /// `NotPermitted` when the administrator has lost a permission since the request arrived.
    pub async fn lock(&self, tx: &Tx, others: &[UserId]) -> Result<Vec<Model>> {
        let ids: Vec<_> = others.iter().copied().chain([self.user_id()]).collect();
        let locked = users::lock_all(tx, &ids).await?;
        let own = locked.iter().find(|user| user.id == self.user_id());
        let is_in_standing = own.is_some_and(|user| user.is_presentable(Role::Admin));
        let now = sessions::administrator_permissions(tx.rows(), self.user_id()).await?;
        if is_in_standing && now.is_some_and(|now| self.is_covered_by(&now)) {
            return Ok(locked);
        }
        Err(Error::NotPermitted {
            permission: R::PERMISSION,
            why: "Your account has lost a permission that this needs.",
        })
    }
}
