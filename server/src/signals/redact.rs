//! What a deleted account must not leave behind: its addresses, names and the values that were set, taken out of
//! the log in place. That something happened, when, and how it ended stays readable.
//!
//! In two strokes. The transaction that deletes an account also redacts what the log holds of it (`forget`), so that
//! with its commit nobody reads an address in what came before: neither a subscriber that resumes behind an older
//! cursor, nor a webhook with a backlog (which reads what it holds again after a second), nor one that is replayed.
//! They get the same signals, under the same ids and cursors, with `[redacted]` for values. The deletion's own signals
//! have to name whom they are about, since systems outside may know nobody but by address; they are redacted once they
//! were told: when every process had time to pass them on and no webhook is pending them any more, after a minute at the
//! latest (`redact_due`). So whoever is connected, or at most a minute behind, hears who was deleted; whoever comes
//! later, only that somebody was, and which id.

use super::filter::unindexed;
use crate::db::{Engine, Transaction};
use crate::entities::signal::{Column, Entity, Model};
use crate::entities::user;
use crate::error::Result;
use crate::ids::{UserId, WorkflowId};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const REDACTED: &str = "[redacted]";
/// Workflows that are read and rewritten at once.
pub(crate) const STEP: usize = 50;
/// Workflows that a deletion redacts itself; those of a longer history are left to the job, which holds nobody up.
const MOST: usize = 2000;

/// Redacts what the log holds about an account, as a part of its deletion.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn redact_account(
    transaction: &Transaction,
    engine: Engine,
    user: &user::Model,
) -> Result<()> {
    let traces = AccountTraces::of(user.id, &user.email);
    let workflows = traces.workflows(transaction, engine).await?;
    let own: Vec<WorkflowId> = workflows.into_iter().take(MOST).collect();
    for step in own.chunks(STEP) {
        traces.redact(transaction, step).await?;
    }
    Ok(())
}

/// What became of some workflows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redacted {
    /// Signals that were rewritten.
    pub(crate) rewritten: u64,
    /// Whether nobody else held any of their signals.
    pub(crate) is_whole: bool,
}

/// By what an account is found in the log.
pub(crate) struct AccountTraces {
    user_id: UserId,
    /// The address without a "+tag", in lower case, before and behind its "@".
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

    /// The workflows that are about the account, and those about nobody known in which somebody gave its address:
    /// a registration that failed, a sign-in before there was an account or while it went.
    pub(crate) async fn workflows(
        &self,
        reader: &impl ConnectionTrait,
        engine: Engine,
    ) -> Result<BTreeSet<WorkflowId>> {
        let own = Condition::all().add(Column::UserId.eq(self.user_id));
        let mut workflows = BTreeSet::new();
        for condition in [
            own,
            self.named(engine, "email"),
            self.named(engine, "username"),
        ] {
            let found = Entity::find()
                .select_only()
                .column(Column::WorkflowId)
                .distinct()
                .filter(condition)
                .into_tuple::<WorkflowId>();
            workflows.extend(found.all(reader).await?);
        }
        Ok(workflows)
    }

    /// Signals about nobody with the address, or one of its "+tag"s, in this argument.
    fn named(&self, engine: Engine, name: &str) -> Condition {
        let (local, domain) = (&self.local, &self.domain);
        // As a range, which an index serves: "," comes next after "+".
        let tagged = Condition::all()
            .add(argument(engine, name).gte(format!("{local}+")))
            .add(argument(engine, name).lt(format!("{local},")))
            .add(argument(engine, name).like(format!("%@{domain}")));
        let is_named = Condition::any()
            .add(argument(engine, name).eq(format!("{local}@{domain}")))
            .add(tagged);
        // Not by the index on user_id: the log may hold any number of signals about nobody.
        Condition::all()
            .add(unindexed(engine, Column::UserId).is_null())
            .add(is_named)
    }

    /// Redacts these workflows. Signals that somebody else holds are about to be pruned, or left to the job: a deletion
    /// never waits for a row of the log.
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
            // Of a workflow that came to be about somebody else, such as whoever registered the address again.
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

/// An argument as it is indexed: in lower case, and ordered by bytes.
pub(crate) fn argument(engine: Engine, name: &str) -> Expr {
    Expr::cust(match engine {
        Engine::Sqlite => format!("lower(arguments ->> '{name}')"),
        Engine::Postgres => format!("(lower(arguments ->> '{name}') COLLATE \"C\")"),
    })
}

/// One statement for all, because a deletion waits for it.
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

/// Returns whether there was anything to take out.
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
