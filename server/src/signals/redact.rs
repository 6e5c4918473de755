//! Redacts what a deleted account must not leave in the log: its addresses, its names, and the values that were set.
//! That something happened, when, and how it ended stays readable.
//!
//! There are two steps. The transaction that deletes an account also redacts what the log holds about it
//! (`redact_account`), so that after its commit no reader gets an address from earlier signals: not a subscriber that
//! resumes after an older cursor, not a webhook with a backlog (which reads what it holds again after a second), and
//! not a webhook that is replayed. They get the same signals, with the same ids and cursors, with `[redacted]` for
//! values. The signals of the deletion itself have to name the account, because external systems may know it only by
//! address. They are redacted later (`redact_due`): when every process had time to pass them on and no webhook has them
//! pending any more, after a minute at the latest. So a reader that is connected, or at most a minute behind, learns
//! which address was deleted; a later reader learns only the id.

use super::filter::unindexed;
use crate::db::{Engine, Transaction};
use crate::entities::signal::{Column, Entity, Model};
use crate::entities::{former_address, unredacted_address, user};
use crate::error::Result;
use crate::ids::{UserId, WorkflowId};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const REDACTED: &str = "[redacted]";
/// Workflows that are read and rewritten together.
pub(crate) const STEP: usize = 50;
/// Workflows that a deletion redacts itself. A longer history is left to the job, so that the deletion is not delayed.
const MAX_WORKFLOWS: usize = 2000;

/// Redacts what the log holds about an account, as part of its deletion. `former` are the addresses that it had before,
/// which are remembered until the job has found all of them.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn redact_account(
    transaction: &Transaction,
    engine: Engine,
    user: &user::Model,
    former: &[former_address::Model],
) -> Result<()> {
    let mut left = MAX_WORKFLOWS;
    for address in former {
        remember(transaction, address).await?;
        let traces = AccountTraces::of(user.id, &address.email);
        let workflows = traces.nameless_workflows(transaction, engine).await?;
        left -= redact_some(transaction, &traces, workflows, left).await?;
    }
    let traces = AccountTraces::of(user.id, &user.email);
    let workflows = traces.workflows(transaction, engine).await?;
    redact_some(transaction, &traces, workflows, left).await?;
    Ok(())
}

async fn remember(transaction: &Transaction, address: &former_address::Model) -> Result<()> {
    let unredacted = unredacted_address::ActiveModel {
        id: Set(address.id),
        user_id: Set(address.user_id),
        email: Set(address.email.clone()),
    };
    unredacted.insert(transaction).await?;
    Ok(())
}

/// Redacts at most `limit` workflows; returns how many.
async fn redact_some(
    transaction: &Transaction,
    traces: &AccountTraces,
    workflows: BTreeSet<WorkflowId>,
    limit: usize,
) -> Result<usize> {
    let workflows: Vec<WorkflowId> = workflows.into_iter().take(limit).collect();
    for step in workflows.chunks(STEP) {
        traces.redact(transaction, step).await?;
    }
    Ok(workflows.len())
}

/// The result of redacting some workflows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redacted {
    /// Number of signals that were rewritten.
    pub(crate) rewritten: u64,
    /// Whether no other transaction held a lock on any of the signals.
    pub(crate) is_whole: bool,
}

/// What identifies an account in the log.
pub(crate) struct AccountTraces {
    user_id: UserId,
    /// The address without a "+tag", in lower case: the parts before and after the "@".
    local: String,
    domain: String,
}

impl AccountTraces {
    pub(crate) fn of(user_id: UserId, address: &str) -> Self {
        let address = address.to_lowercase();
        let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
        let base = local.split('+').next().unwrap_or(local);
        Self {
            user_id,
            local: base.to_owned(),
            domain: domain.to_owned(),
        }
    }

    /// The workflows that are about the account, and those about no account in which someone entered its address: a
    /// registration that failed, or a sign-in before the account existed or while it was deleted.
    pub(crate) async fn workflows(
        &self,
        reader: &impl ConnectionTrait,
        engine: Engine,
    ) -> Result<BTreeSet<WorkflowId>> {
        let own = Condition::all().add(Column::UserId.eq(self.user_id));
        let mut workflows = self.nameless_workflows(reader, engine).await?;
        workflows.extend(workflows_of(reader, own).await?);
        Ok(workflows)
    }

    /// The workflows about no account in which someone entered the address.
    pub(crate) async fn nameless_workflows(
        &self,
        reader: &impl ConnectionTrait,
        engine: Engine,
    ) -> Result<BTreeSet<WorkflowId>> {
        let mut workflows = BTreeSet::new();
        for name in ["email", "username"] {
            workflows.extend(workflows_of(reader, self.named(engine, name)).await?);
        }
        Ok(workflows)
    }

    /// Signals about no account with the address, or a "+tag" variant of it, in this argument.
    fn named(&self, engine: Engine, name: &str) -> Condition {
        let (local, domain) = (&self.local, &self.domain);
        // As a range, which an index serves: "," is the character after "+".
        let tagged = Condition::all()
            .add(argument(engine, name).gte(format!("{local}+")))
            .add(argument(engine, name).lt(format!("{local},")))
            .add(argument(engine, name).like(format!("%@{domain}")));
        let is_named = Condition::any()
            .add(argument(engine, name).eq(format!("{local}@{domain}")))
            .add(tagged);
        // Does not use the index on user_id: the log may hold any number of signals about no account.
        Condition::all()
            .add(unindexed(engine, Column::UserId).is_null())
            .add(is_named)
    }

    /// Redacts these workflows. Signals that another transaction has locked are about to be pruned, or are left to the
    /// job: a deletion never waits for a row of the log.
    pub(crate) async fn redact(
        &self,
        transaction: &Transaction,
        workflows: &[WorkflowId],
    ) -> Result<Redacted> {
        let all = Entity::find().filter(Column::WorkflowId.is_in(workflows.iter().copied()));
        let signals = all
            .clone()
            .order_by_asc(Column::Position)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(transaction)
            .await?;
        let is_whole = all.count(transaction).await? == signals.len() as u64;
        let others: BTreeSet<WorkflowId> = signals
            .iter()
            .filter(|signal| signal.user_id.is_some_and(|id| id != self.user_id))
            .map(|signal| signal.workflow_id)
            .collect();
        let is_ours = |signal: &Model| match signal.user_id {
            Some(user_id) => user_id == self.user_id,
            // Leaves out signals that concern another account, such as one that was registered with the address later.
            None => !others.contains(&signal.workflow_id),
        };
        let rewritten: BTreeMap<i64, Value> = signals
            .into_iter()
            .filter(is_ours)
            .filter_map(|mut signal| {
                redact(&mut signal.arguments).then_some((signal.position, signal.arguments))
            })
            .collect();
        Ok(Redacted {
            rewritten: rewrite(transaction, rewritten).await?,
            is_whole,
        })
    }
}

async fn workflows_of(
    reader: &impl ConnectionTrait,
    condition: Condition,
) -> Result<Vec<WorkflowId>> {
    let found = Entity::find()
        .select_only()
        .column(Column::WorkflowId)
        .distinct()
        .filter(condition)
        .into_tuple();
    Ok(found.all(reader).await?)
}

/// An argument as it is indexed: in lower case, and ordered by bytes.
pub(crate) fn argument(engine: Engine, name: &str) -> Expr {
    Expr::cust(match engine {
        Engine::Sqlite => format!("lower(arguments ->> '{name}')"),
        Engine::Postgres => format!("(lower(arguments ->> '{name}') COLLATE \"C\")"),
    })
}

/// One statement for all signals, because a deletion waits for it.
async fn rewrite(transaction: &Transaction, rewritten: BTreeMap<i64, Value>) -> Result<u64> {
    if rewritten.is_empty() {
        return Ok(0);
    }
    let positions: Vec<i64> = rewritten.keys().copied().collect();
    let arguments =
        rewritten
            .into_iter()
            .fold(CaseStatement::new(), |cases, (position, arguments)| {
                cases.case(Column::Position.eq(position), Expr::val(arguments))
            });
    let updated = Entity::update_many()
        .col_expr(Column::Arguments, arguments.into())
        .filter(Column::Position.is_in(positions))
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected)
}

/// Redacts the arguments in place. Returns whether there was anything to redact.
fn redact(arguments: &mut Value) -> bool {
    let Value::Object(arguments) = arguments else {
        return false;
    };
    let mut was_redacted = false;
    for (name, value) in arguments {
        match name.as_str() {
            "email" | "username" | "error_message" | "client_address" | "user_agent" => {
                was_redacted |= redact_value(value)
            }
            "data" | "update_data" => {
                let values = value.as_object_mut().into_iter().flatten();
                for (_, value) in values {
                    was_redacted |= redact_value(value);
                }
            }
            _ => {}
        }
    }
    was_redacted
}

fn redact_value(value: &mut Value) -> bool {
    if matches!(value, Value::Null) || *value == REDACTED {
        return false;
    }
    *value = REDACTED.into();
    true
}
