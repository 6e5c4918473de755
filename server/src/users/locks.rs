//! Locks accounts: reads them and keeps others from changing them until the end of the transaction.

use crate::entities::user::{Column, Entity, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use rules::Email;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Reads an account, even a deleted or inactive one, and keeps others from changing it until the end of the
/// transaction.
///
/// # Errors
/// When the database does not respond.
pub async fn lock(tx: &Tx, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?)
}

/// Like `lock`, for several accounts at once.
///
/// # Errors
/// When the database does not respond.
pub async fn lock_all(tx: &Tx, ids: &[UserId]) -> Result<Vec<Model>> {
    lock_rows(tx.rows(), ids).await
}

/// Like `lock_all`, but also works inside a savepoint.
pub(crate) async fn lock_rows(rows: &impl ConnectionTrait, ids: &[UserId]) -> Result<Vec<Model>> {
    // Invariant: every caller that locks more than one account locks them in the order of their ids, so no two
    // transactions wait for each other.
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(rows)
        .await?)
}

/// Reads accounts and keeps others from locking them until the end of the transaction. Others may hold them at the same
/// time.
///
/// # Errors
/// When the database does not respond.
pub async fn hold_all(tx: &Tx, ids: &[UserId]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .lock(LockType::KeyShare)
        .all(tx.rows())
        .await?)
}

/// Like `lock`, by address. Also finds an account that has the address with another "+tag".
///
/// # Errors
/// When the database does not respond.
pub async fn lock_by_address(tx: &Tx, email: &Email) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::BaseEmail.eq(email.base()));
    Ok(found.lock_exclusive().one(tx.rows()).await?)
}
