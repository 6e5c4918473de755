//! Carries a plan out, in batches: each is one transaction, so that a process that dies leaves whole accounts only, and
//! the next run goes on after them.

use super::judge::{Account, Refusal};
use super::plan::{Decision, Plan};
use super::relations::{Kind, match_row};
use crate::app::App;
use crate::entities::email::EmailKind;
use crate::error::{Error, Result};
use crate::lifecycle::unverified;
use crate::roster::import_blocks::{NewBlock, import_blocks};
use crate::roster::import_matches::{self, Outcome, import_matches};
use crate::users::{self, Imported, NewUser};
use crate::work::{Committed, Work, Workflow};
use rules::Code;
use std::result::Result as StdResult;

/// Accounts per transaction.
const TOGETHER: usize = 200;

/// What is imported, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The accounts.
    Accounts,
    /// The mentors that they blocked.
    Blocks,
    /// Their matches.
    Matches,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being imported.
    pub phase: Phase,
    /// How many so far.
    pub done: usize,
    /// How many the plan adds.
    pub of: usize,
}

/// Imports what the plan adds. The decision about a row or a relation changes if the database refuses it, because
/// someone else used the server meanwhile.
///
/// # Errors
/// When the database does not respond; what was committed stays, and the import can be repeated.
pub async fn apply(app: &App, plan: &mut Plan, report: impl Fn(Progress)) -> Result<()> {
    let mut added: Vec<(&mut Decision, Account)> = plan
        .rows
        .iter_mut()
        .filter_map(|row| match &row.decision {
            Decision::Add(account) => {
                let account = Account::clone(account);
                Some((&mut row.decision, account))
            }
            _ => None,
        })
        .collect();
    let of = added.len();
    let mut done = 0;
    for batch in added.chunks_mut(TOGETHER) {
        let accounts: Vec<Account> = batch.iter().map(|(_, account)| account.clone()).collect();
        if let Err(error) = import(app, accounts).await {
            if !matches!(error, Error::Refused(_)) {
                return Err(error);
            }
            // One of them was refused, and with it all: each on its own.
            for (decision, account) in batch.iter_mut() {
                if let Err(refusal) = import_one(app, account.clone()).await? {
                    **decision = Decision::Refuse(refusal);
                }
            }
        }
        done += batch.len();
        report(Progress {
            phase: Phase::Accounts,
            done,
            of,
        });
    }
    relate(app, plan, &report).await
}

async fn import_one(app: &App, account: Account) -> Result<StdResult<(), Refusal>> {
    match import(app, vec![account]).await {
        Ok(()) => Ok(Ok(())),
        Err(Error::Refused(violations)) => Ok(Err(violations.into())),
        Err(error) => Err(error),
    }
}

async fn import(app: &App, accounts: Vec<Account>) -> Result<()> {
    Work::run(app, None, Workflow::Plain, move |work| {
        attempt(work, accounts)
    })
    .await
}

async fn attempt(work: Work, accounts: Vec<Account>) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    for account in accounts {
        if !users::lock_claimants(&tx, &account.email).await?.is_empty() {
            return Err(Error::refused_at(Code::EmailTaken, "email"));
        }
        let is_invited = account.is_invited();
        let (new, imported) = rows(account);
        let user = users::import(&tx, new, imported).await?;
        if user.is_verified {
            unverified::delete_variants(&tx, &user).await?;
        }
        if is_invited {
            tx.queue_email(&user, EmailKind::Invitation).await?;
        }
    }
    tx.commit(()).await
}

fn rows(account: Account) -> (NewUser, Imported) {
    let new = NewUser {
        email: account.email,
        password: account.password,
        role: account.role,
        is_verified: account.is_verified,
        is_superuser: false,
        profile: account.profile,
    };
    let imported = Imported {
        id: account.id,
        is_active: account.is_active,
        joined_at: account.joined_at,
        last_login_at: account.last_login_at,
        deletion: account.deletion,
        is_approved: true,
    };
    (new, imported)
}

/// Imports the relations, first the blocked mentors, with whom nobody is matched.
async fn relate(app: &App, plan: &mut Plan, report: &impl Fn(Progress)) -> Result<()> {
    let of_kind = |plan: &Plan, kind| -> Vec<usize> {
        let relations = plan.relations.iter().enumerate();
        relations
            .filter(|(_, relation)| {
                relation.kind == kind && relation.decision.is_ok() && !relation.is_present
            })
            .map(|(position, _)| position)
            .collect()
    };
    let blocks = of_kind(plan, Kind::Block);
    let mut done = 0;
    for positions in blocks.chunks(import_matches::TOGETHER) {
        let batch: Vec<NewBlock> = positions
            .iter()
            .filter_map(|position| plan.relations.get(*position)?.block().cloned())
            .collect();
        let refusals = import_blocks(app, batch).await?;
        for (position, refusal) in positions.iter().zip(refusals) {
            if let (Some(relation), Some(code)) = (plan.relations.get_mut(*position), refusal) {
                relation.decision = Err(rules::Violation::general(code).into());
            }
        }
        done += positions.len();
        report(Progress {
            phase: Phase::Blocks,
            done,
            of: blocks.len(),
        });
    }
    let matches = of_kind(plan, Kind::Match);
    let mut done = 0;
    for positions in matches.chunks(import_matches::TOGETHER) {
        let rows = positions
            .iter()
            .filter_map(|position| plan.relations.get(*position))
            .map(|relation| match_row(&relation.mentee, &relation.mentor))
            .collect();
        let outcomes = import_matches(app, rows).await?;
        for (position, outcome) in positions.iter().zip(outcomes) {
            if let (Some(relation), Outcome::Refused(violation)) =
                (plan.relations.get_mut(*position), outcome)
            {
                relation.decision = Err(violation.into());
            }
        }
        done += positions.len();
        report(Progress {
            phase: Phase::Matches,
            done,
            of: matches.len(),
        });
    }
    Ok(())
}
