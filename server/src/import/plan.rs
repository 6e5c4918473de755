//! Decides about every row before the first is imported.

use super::judge::{self, Account, Refusal};
use super::relations::{self, Relation};
use super::source::Record;
use crate::app::App;
use crate::entities::{former_address, user};
use crate::error::Result;
use crate::ids::UserId;
use rules::{Code, Violation};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// Ids or addresses per query.
const TOGETHER: usize = 500;

/// What is to become of a file.
#[derive(Debug)]
pub struct Plan {
    /// The rows, in the order of the file.
    pub rows: Vec<PlannedRow>,
    /// Blocked mentors and matches that the rows list, in the order in which they are imported.
    pub relations: Vec<Relation>,
}

/// What is to become of a row.
#[derive(Debug)]
pub struct PlannedRow {
    /// Where the row is.
    pub place: String,
    /// Its address, as it is in the file.
    pub address: String,
    /// The decision.
    pub decision: Decision,
}

/// The decision about a row.
#[derive(Debug)]
pub enum Decision {
    /// The account is created.
    Add(Box<Account>),
    /// The account was imported before, and stays as it is.
    Unchanged(Box<Account>),
    /// The row is refused.
    Refuse(Refusal),
}

impl Decision {
    /// The account of a row that was not refused.
    pub(super) fn account(&self) -> Option<&Account> {
        match self {
            Self::Add(account) | Self::Unchanged(account) => Some(account),
            Self::Refuse(_) => None,
        }
    }
}

/// Decides about every row. Changes nothing.
///
/// # Errors
/// When the database does not respond.
pub async fn plan(app: &App, records: &[Record]) -> Result<Plan> {
    let now = app.clock.now();
    let mut rows: Vec<PlannedRow> = records
        .iter()
        .map(|record| {
            let (address, judged) = judge::judge(app, record, now);
            let decision = match judged {
                Ok(account) => Decision::Add(Box::new(account)),
                Err(refusal) => Decision::Refuse(refusal),
            };
            let place = record.place.clone();
            PlannedRow {
                place,
                address,
                decision,
            }
        })
        .collect();
    refuse_repeated(&mut rows);
    for rows in rows.chunks_mut(TOGETHER) {
        compare(app, rows).await?;
    }
    let relations = relations::plan(app, &rows).await?;
    Ok(Plan { rows, relations })
}

/// Of rows with the same id or address the first is imported; of addresses that differ only in their "+tag", a
/// verified one.
fn refuse_repeated(rows: &mut [PlannedRow]) {
    let (mut ids, mut addresses, mut verified) = (HashSet::new(), HashSet::new(), HashSet::new());
    for verifies in [true, false] {
        for row in rows.iter_mut() {
            let Decision::Add(account) = &row.decision else {
                continue;
            };
            if account.is_verified != verifies {
                continue;
            }
            let base = account.email.base();
            if !ids.insert(account.id) {
                row.decision = Decision::Refuse(Refusal::new(
                    "ID_REPEATED",
                    "Another row has the same userID.",
                ));
            } else if verified.contains(&base)
                || !addresses.insert(account.email.as_str().to_owned())
            {
                row.decision = Decision::Refuse(taken());
            } else if verifies {
                verified.insert(base);
            }
        }
    }
}

/// Compares rows with the accounts that exist.
async fn compare(app: &App, rows: &mut [PlannedRow]) -> Result<()> {
    let accounts: Vec<&Account> = rows
        .iter()
        .filter_map(|row| row.decision.account())
        .collect();
    let ids: Vec<UserId> = accounts.iter().map(|account| account.id).collect();
    let addresses = accounts.iter().map(|account| account.email.as_str());
    let bases: Vec<String> = accounts
        .iter()
        .map(|account| account.email.base())
        .collect();
    let is_verified = Condition::all()
        .add(user::Column::BaseEmail.is_in(&bases))
        .add(user::Column::FirstVerifiedAt.is_not_null());
    let claims = Condition::any()
        .add(user::Column::Email.is_in(addresses))
        .add(is_verified);
    let reader = app.db.reader();
    let present = user::by_ids(reader, &ids).await?;
    let present: HashSet<UserId> = present.iter().map(|user| user.id).collect();
    let claimants = user::with_deleted().filter(claims).all(reader).await?;
    let reserved = former_address::Entity::find()
        .filter(former_address::Column::BaseEmail.is_in(&bases))
        .filter(former_address::Column::ReservedUntil.gt(app.clock.now()))
        .all(reader)
        .await?;
    let is_taken = |account: &Account| {
        let base = account.email.base();
        let claims = |user: &user::Model| {
            user.email == account.email.as_str()
                || (user.base_email == base && user.first_verified_at.is_some())
        };
        claimants.iter().any(claims) || reserved.iter().any(|former| former.base_email == base)
    };
    for row in rows {
        let Decision::Add(account) = &row.decision else {
            continue;
        };
        if present.contains(&account.id) {
            row.decision = Decision::Unchanged(account.clone());
        } else if is_taken(account) {
            row.decision = Decision::Refuse(taken());
        }
    }
    Ok(())
}

fn taken() -> Refusal {
    Violation::at(Code::EmailTaken, "email").into()
}
