//! What a password is checked against where there is no account: hashes of the kinds that the accounts have, in their
//! proportions, so that the time of a refusal does not reveal whether an imported account has the address.

use crate::app::App;
use crate::entities::user::{Digest, Entity};
use crate::error::Result;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use std::sync::{PoisonError, RwLock};

/// Imported hashes by their scheme and parameters. Invariant: the condition is that of `idx_users_imported_password`.
/// The group of scrypt ends before the salt.
const COUNT: &str = "SELECT COUNT(*) AS accounts, MIN(password) AS sample FROM users \
     WHERE substr(password, 1, 10) <> '$argon2id$' \
     GROUP BY substr(password, 1, CASE substr(password, 1, 6) WHEN 'scrypt' THEN 12 ELSE 20 END) \
     ORDER BY sample";

/// The decoys. Our own kind comes last, and stands for what the others leave.
#[derive(Debug)]
pub(super) struct Decoys {
    own: Digest,
    imported: RwLock<Imported>,
}

#[derive(Debug, Default)]
struct Imported {
    kinds: Vec<(u64, Digest)>,
    /// Accounts with a password of any kind.
    total: u64,
}

impl Decoys {
    pub(super) fn new(own: Digest) -> Self {
        Self {
            own,
            imported: RwLock::default(),
        }
    }

    /// Returns the decoy of a number, which a keyed hash made of the address: always the same for an address, until the
    /// proportions change.
    pub(super) fn choose(&self, drawn: u64) -> Digest {
        let imported = self.imported.read().unwrap_or_else(PoisonError::into_inner);
        let point = (u128::from(drawn) * u128::from(imported.total)) >> 64;
        let mut end = 0_u128;
        for (accounts, sample) in &imported.kinds {
            end += u128::from(*accounts);
            if point < end {
                return sample.clone();
            }
        }
        self.own.clone()
    }

    fn set(&self, imported: Imported) {
        *self
            .imported
            .write()
            .unwrap_or_else(PoisonError::into_inner) = imported;
    }
}

/// Counts the accounts by the kind of their hash.
///
/// # Errors
/// When the database does not respond.
pub async fn refresh(app: &App) -> Result<()> {
    let reader = app.db.reader();
    let statement = Statement::from_string(reader.get_database_backend(), COUNT);
    let (mut kinds, mut unset) = (Vec::new(), 0);
    for row in reader.query_all_raw(statement).await? {
        let accounts = u64::try_from(row.try_get::<i64>("", "accounts")?).unwrap_or(0);
        let sample = Digest(row.try_get("", "sample")?);
        match sample.is_set() {
            true => kinds.push((accounts, sample)),
            false => unset += accounts,
        }
    }
    let total = Entity::find().count(reader).await?.saturating_sub(unset);
    app.hasher
        .set_decoys(|decoys| decoys.set(Imported { kinds, total }));
    Ok(())
}
