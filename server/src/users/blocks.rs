//! Lets blocks follow an account to another address, and an address to a later account.
//!
//! Whoever is blocked is locked here, which is enough: whatever else depends on the pair locks both.

use super::address_lock::lock_address;
use crate::entities::blacklist::{self, Column, Entity, Model};
use crate::entities::user;
use crate::error::Result;
use crate::ids::{BlockId, UserId};
use crate::work::Tx;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

/// Ids per statement.
const TOGETHER: usize = 500;

/// Attaches the blocks of a verified account's address to the account, after it was verified or got another address.
/// Blocks that it had stay with it, and follow its new address from now on.
pub(super) async fn follow(tx: &Tx, user: &user::Model) -> Result<()> {
    // Whoever blocks the address in the meantime waits, and then finds the account.
    lock_address(tx.rows(), tx.app.db.engine, &user.base_email).await?;
    let waits = Condition::all()
        .add(Column::BaseEmail.eq(&user.base_email))
        .add(Column::MentorId.is_null())
        .add(Column::MenteeId.ne(user.id));
    let concerns = Condition::any()
        .add(waits)
        .add(Column::MentorId.eq(user.id));
    let rows = lock(tx, concerns).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let (attached, waiting): (Vec<Model>, Vec<Model>) =
        rows.into_iter().partition(|row| row.mentor_id.is_some());
    let mut covered: HashSet<Key> = attached.into_iter().map(key).collect();
    let (mut fresh, mut superfluous) = (Vec::new(), Vec::new());
    for row in waiting {
        let id = row.id;
        match covered.insert(key(row)) {
            true => fresh.push(id),
            false => superfluous.push(id),
        }
    }
    delete(tx, &superfluous).await?;
    Entity::update_many()
        .col_expr(Column::BaseEmail, user.base_email.as_str().into())
        .filter(Column::MentorId.eq(user.id))
        .exec(tx.rows())
        .await?;
    attach(tx, &fresh, user.id).await
}

/// Locks the blocks by and of an account that is about to be deleted. They are always locked in the order of their
/// ids; the deletion alone would lock them in any order.
pub(super) async fn lock_all(tx: &Tx, user_id: UserId) -> Result<()> {
    lock(tx, blacklist::of(user_id)).await?;
    Ok(())
}

async fn lock(tx: &Tx, condition: Condition) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(condition)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.rows())
        .await?)
}

/// A mentee, and what they typed if they did: once for each account.
type Key = (UserId, Option<String>);

fn key(row: Model) -> Key {
    (row.mentee_id, row.typed_base)
}

async fn delete(tx: &Tx, ids: &[BlockId]) -> Result<()> {
    for ids in ids.chunks(TOGETHER) {
        Entity::delete_many()
            .filter(Column::Id.is_in(ids.iter().copied()))
            .exec(tx.rows())
            .await?;
    }
    Ok(())
}

async fn attach(tx: &Tx, ids: &[BlockId], user_id: UserId) -> Result<()> {
    for ids in ids.chunks(TOGETHER) {
        Entity::update_many()
            .col_expr(Column::MentorId, user_id.0.into())
            .filter(Column::Id.is_in(ids.iter().copied()))
            .exec(tx.rows())
            .await?;
    }
    Ok(())
}
