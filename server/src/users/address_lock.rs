//! Locks an address, so that no account with it is verified meanwhile, and the account that has it.

use super::locks::lock_rows;
use crate::db::{Engine, Transaction};
use crate::entities::user::{Column, Entity, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use sha2::{Digest, Sha256};

/// Of keys of two numbers. Other advisory locks have keys of one number, which never equal them.
const NAMESPACE: i32 = 4_281_538;

/// Locks people together with the accounts that were verified with addresses, which are without a "+tag", and the
/// addresses themselves: until the end of the transaction no other account gets them.
///
/// # Errors
/// When the database does not respond.
pub async fn lock_with_owners(
    tx: &Tx,
    people: &[UserId],
    base_emails: &[String],
) -> Result<Vec<Model>> {
    let mut base_emails = base_emails.to_vec();
    base_emails.sort_unstable();
    base_emails.dedup();
    let concerned = Owners {
        people,
        base_emails: &base_emails,
    };
    lock_with_addresses(tx, &base_emails, &concerned).await
}

/// Finds the accounts that something about addresses concerns.
pub(crate) trait Concerned: Sync {
    fn find(&self, rows: &Transaction) -> impl Future<Output = Result<Vec<UserId>>> + Send;
}

/// People, and the accounts that were verified with addresses.
struct Owners<'a> {
    people: &'a [UserId],
    base_emails: &'a [String],
}

impl Concerned for Owners<'_> {
    async fn find(&self, rows: &Transaction) -> Result<Vec<UserId>> {
        let mut found = owners(rows, self.base_emails).await?;
        found.extend(self.people);
        Ok(found)
    }
}

/// Locks accounts together with addresses, which are sorted and without a "+tag": until the end of the transaction no other
/// account gets them.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn lock_with_addresses(
    tx: &Tx,
    base_emails: &[String],
    concerned: &impl Concerned,
) -> Result<Vec<Model>> {
    loop {
        let before = concerned.find(tx.rows()).await?;
        let savepoint = tx.rows().savepoint().await?;
        let locked = lock_rows(&savepoint, &before).await?;
        for base_email in base_emails {
            lock_address(&savepoint, tx.app.db.engine, base_email).await?;
        }
        let now = concerned.find(&savepoint).await?;
        if now.iter().all(|account| before.contains(account)) {
            savepoint.commit().await?;
            return Ok(locked);
        }
        // An account was registered or verified in the meantime. Release the locks and start over, so that accounts are
        // always locked in order, and before addresses.
        savepoint.rollback().await?;
    }
}

/// Of locked accounts, the one that was verified with an address.
#[must_use]
pub fn owner_of<'a>(locked: &'a [Model], base_email: &str) -> Option<&'a Model> {
    let owns = |user: &&Model| user.base_email == base_email && user.first_verified_at.is_some();
    locked.iter().find(owns)
}

async fn owners(rows: &impl ConnectionTrait, base_emails: &[String]) -> Result<Vec<UserId>> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::BaseEmail.is_in(base_emails))
        .filter(Column::FirstVerifiedAt.is_not_null())
        .into_tuple();
    Ok(found.all(rows).await?)
}

/// Locks an address until the end of the transaction, whether or not an account has it. Taken after the locks of
/// accounts. SQLite has only one writer at a time.
pub(crate) async fn lock_address(
    rows: &impl ConnectionTrait,
    engine: Engine,
    base_email: &str,
) -> Result<()> {
    if engine == Engine::Sqlite {
        return Ok(());
    }
    let lock = "SELECT pg_advisory_xact_lock($1, $2)";
    let keys = [NAMESPACE.into(), key(base_email).into()];
    let lock = Statement::from_sql_and_values(rows.get_database_backend(), lock, keys);
    rows.query_one_raw(lock).await?;
    Ok(())
}

/// Two addresses with the same key only wait for each other.
fn key(base_email: &str) -> i32 {
    let [first, second, third, fourth, ..] = <[u8; 32]>::from(Sha256::digest(base_email));
    i32::from_be_bytes([first, second, third, fourth])
}
