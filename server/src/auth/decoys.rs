//! What a password is checked against where there is no account: hashes of the kinds that the accounts have, in their
//! proportions, so that the time of a refusal does not reveal whether an imported account has the address.

use crate::app::App;
use crate::entities::user::Digest;
use crate::error::Result;
use sea_orm::{ConnectionTrait, Statement};
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

async fn count(reader: &impl ConnectionTrait) -> Result<u64> {
    let statement = "SELECT COUNT(*) AS accounts FROM users";
    let statement = Statement::from_string(reader.get_database_backend(), statement);
    let row = reader.query_one_raw(statement).await?;
    let accounts = row.map(|row| row.try_get::<i64>("", "accounts"));
    Ok(u64::try_from(accounts.transpose()?.unwrap_or(0)).unwrap_or(0))
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
    let total = match kinds.is_empty() {
        true => 0,
        false => count(reader).await?.saturating_sub(unset),
    };
    app.hasher
        .set_decoys(|decoys| decoys.set(Imported { kinds, total }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn decoys_have_the_proportions_of_the_accounts() {
        let digest = |text: &str| Digest(text.to_owned());
        let decoys = Decoys::new(digest("own"));
        assert_eq!(decoys.choose(u64::MAX).0, "own", "nothing is imported");
        decoys.set(Imported {
            kinds: vec![(100, digest("pbkdf2")), (300, digest("scrypt"))],
            total: 1000,
        });
        let mut chosen = HashMap::new();
        for number in 0..1000_u64 {
            let decoy = decoys.choose(number * (u64::MAX / 1000));
            *chosen.entry(decoy.0).or_insert(0) += 1;
        }
        let close = |name: &str, expected: i32| {
            let count = chosen.get(name).copied().unwrap_or(0);
            assert!((count - expected).abs() <= 2, "{name}: {count}");
        };
        close("pbkdf2", 100);
        close("scrypt", 300);
        close("own", 600);
    }
}
