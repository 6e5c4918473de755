//! What a password is checked against where there is no account: hashes of the kinds that the accounts have, in their
//! proportions, so that the time of a refusal does not reveal whether an imported account has the address.

use super::django_hash::{Cost, DjangoHash};
use crate::app::App;
use crate::entities::user::{Column, Digest, Entity};
use crate::error::Result;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// Matches imported passwords, and accounts without one. This is the exact condition of an index, so that the database can
/// use the index.
const NOT_OURS: &str = "substr(password, 1, 10) <> '$argon2id$'";
/// Passwords of a read.
const PAGE: u64 = 1000;

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
    /// Administrators are never imported: for them nothing is drawn, and the decoy is of our own kind.
    pub(super) fn choose(&self, drawn: Option<u64>) -> Digest {
        let Some(drawn) = drawn else {
            return self.own.clone();
        };
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

/// Counts the accounts by the scheme and the parameters of their hash; returns the counts of what was imported.
///
/// # Errors
/// When the database does not respond.
pub async fn refresh(app: &App) -> Result<Vec<u64>> {
    let reader = app.db.reader();
    let kinds = kinds(reader).await?;
    let counts: Vec<u64> = kinds.iter().map(|(accounts, _)| *accounts).collect();
    let total = match kinds.is_empty() {
        true => 0,
        false => {
            let all = count(reader, "SELECT COUNT(*) AS accounts FROM users").await?;
            let not_ours = format!("SELECT COUNT(*) AS accounts FROM users WHERE {NOT_OURS}");
            let ours = all.saturating_sub(count(reader, &not_ours).await?);
            ours + counts.iter().sum::<u64>()
        }
    };
    app.hasher
        .set_decoys(|decoys| decoys.set(Imported { kinds, total }));
    Ok(counts)
}

/// The imported passwords that take equally long, with one of each.
async fn kinds(reader: &impl ConnectionTrait) -> Result<Vec<(u64, Digest)>> {
    let mut kinds: BTreeMap<Cost, (u64, Digest)> = BTreeMap::new();
    let mut passed = Digest::unset();
    loop {
        let page: Vec<Digest> = Entity::find()
            .select_only()
            .column(Column::Password)
            .filter(Expr::cust(NOT_OURS))
            .filter(Column::Password.gt(passed.clone()))
            .order_by_asc(Column::Password)
            .limit(PAGE)
            .into_tuple()
            .all(reader)
            .await?;
        for digest in &page {
            if let Some(hash) = DjangoHash::parse(&digest.0) {
                let kind = kinds.entry(hash.cost()).or_insert((0, digest.clone()));
                kind.0 += 1;
            }
        }
        match page.last() {
            Some(last) if page.len() as u64 == PAGE => passed = last.clone(),
            _ => return Ok(kinds.into_values().collect()),
        }
    }
}

async fn count(reader: &impl ConnectionTrait, statement: &str) -> Result<u64> {
    let statement = Statement::from_string(reader.get_database_backend(), statement);
    let row = reader.query_one_raw(statement).await?;
    let accounts = row.map(|row| row.try_get::<i64>("", "accounts"));
    Ok(u64::try_from(accounts.transpose()?.unwrap_or(0)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn decoys_have_the_proportions_of_the_accounts() {
        let digest = |text: &str| Digest(text.to_owned());
        let decoys = Decoys::new(digest("own"));
        assert_eq!(
            decoys.choose(Some(u64::MAX)).0,
            "own",
            "nothing is imported"
        );
        decoys.set(Imported {
            kinds: vec![(100, digest("pbkdf2")), (300, digest("scrypt"))],
            total: 1000,
        });
        let mut chosen = HashMap::new();
        for number in 0..1000_u64 {
            let decoy = decoys.choose(Some(number * (u64::MAX / 1000)));
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
