//! Locks accounts: reads them and keeps others from changing them until the end of the transaction.

use crate::db::cells::Cells;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Column, Entity, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use rules::Email;
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Reads an account, even a deleted or inactive one, and keeps others from changing it until the end of the
/// transaction.
///
/// # Errors
/// When the database does not respond.
pub async fn lock(tx: &Tx, id: UserId) -> Result<Option<Model>> {
    let mut account = Query::select()
        .from(Entity)
        .and_where(Column::Id.eq(id))
        .lock(LockType::Update)
        .take();
    Columns::ALL.select_in(&mut account);
    let row = tx.rows().query_one(&account).await?;
    let user = row.map(|row| Columns::ALL.read(&Cells::Orm(&row), 0));
    Ok(user.transpose()?)
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

/// Like `lock`, by exact address.
///
/// # Errors
/// When the database does not respond.
pub async fn lock_by_address(tx: &Tx, email: &Email) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::Email.eq(email.as_str()));
    Ok(found.lock_exclusive().one(tx.rows()).await?)
}

/// Locks the accounts that claim an address: the one that has it, and the one that was verified and has it with another
/// "+tag". The verified one comes first.
///
/// # Errors
/// When the database does not respond.
pub async fn lock_claimants(tx: &Tx, email: &Email) -> Result<Vec<Model>> {
    let mut claimants = Entity::find()
        .filter(claims(email))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.rows())
        .await?;
    claimants.sort_by_key(|user| user.first_verified_at.is_none());
    Ok(claimants)
}

/// Returns the accounts that claim an address, without a lock.
///
/// # Errors
/// When the database does not respond.
pub async fn claimants(rows: &impl ConnectionTrait, email: &Email) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(claims(email)).all(rows).await?)
}

fn claims(email: &Email) -> Condition {
    let is_verified = Condition::all()
        .add(Column::BaseEmail.eq(email.base()))
        .add(Column::FirstVerifiedAt.is_not_null());
    Condition::any()
        .add(is_verified)
        .add(Column::Email.eq(email.as_str()))
}

/// The maximum number of accounts that are deleted because another one was verified. A stranger can register any number
/// of variants of someone's address, and must not make their verification slow.
const MAX_VARIANTS: u64 = 20;

/// Returns the accounts, at most 20, that have this address with any "+tag" and were never verified, perhaps except one.
///
/// # Errors
/// When the database does not respond.
pub async fn unverified_variants(
    rows: &impl ConnectionTrait,
    base_email: &str,
    except: Option<UserId>,
) -> Result<Vec<UserId>> {
    let is_other = except.map(|except| Column::Id.ne(except));
    let ids = user::never_verified()
        .select_only()
        .column(Column::Id)
        .filter(Column::BaseEmail.eq(base_email))
        .filter(Condition::all().add_option(is_other))
        .order_by_asc(Column::Id)
        .limit(MAX_VARIANTS)
        .into_tuple()
        .all(rows)
        .await?;
    Ok(ids)
}

/// Like `lock`, together with the accounts that are deleted if this one is verified.
///
/// # Errors
/// When the database does not respond.
pub async fn lock_with_variants(tx: &Tx, id: UserId) -> Result<Option<Model>> {
    let Some(user) = Entity::find_by_id(id).one(tx.rows()).await? else {
        return Ok(None);
    };
    let mut ids = unverified_variants(tx.rows(), &user.base_email, Some(id)).await?;
    ids.push(id);
    let locked = lock_all(tx, &ids).await?;
    Ok(locked.into_iter().find(|user| user.id == id))
}
