//! Redacts the log after deletions: rewrites the signals of a deleted account once all processes and webhooks have
//! received the deletion, after a minute at the latest.

use super::schedule::{BATCH, report};
use crate::app::App;
use crate::entities::signal::{Entity, Model};
use crate::entities::unredacted_address;
use crate::error::Result;
use crate::ids::WorkflowId;
use crate::signals::redact::{AccountTraces, Redacted, STEP};
use crate::signals::{log, order};
use crate::webhooks::retention_barrier;
use chrono::Duration as Span;
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(30);
/// How soon to check again whether all processes and webhooks have received a deletion, and to try again what failed.
const RETRY: Duration = Duration::from_secs(1);
/// How long every process has to deliver a deletion to its subscribers: twice its polling interval.
const DELIVERY_TIME: Span = Span::seconds(2);
/// The longest time for which the signals of a deletion name the account.
const MAX_NAMED_TIME: Span = Span::minutes(1);

/// Matches deletions that still name the account. This is the exact condition of an index, without parameters, so that
/// the database can use the index.
const UNREDACTED: &str =
    "name = 'user_deleted' AND lower(arguments ->> 'username') <> '[redacted]'";

/// The result of one round of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Signals that were rewritten.
    pub redacted: u64,
    /// Deletions that a process or webhook may not have received yet, or whose signals another transaction had locked.
    pub waiting: usize,
}

/// Redacts signals until `stop` is canceled.
pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        let woken = app.wake_redaction.notified();
        let round = report("redacting signals", redact_due(&app, BATCH).await);
        let length = match round {
            Some(round) if round.waiting == 0 => EVERY,
            _ => RETRY,
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(length) => {}
        }
    }
}

/// Processes at most `limit` deletions: redacts the signals of those that all processes and webhooks have received, or
/// that are older than a minute.
///
/// # Errors
/// When the database does not respond.
pub async fn redact_due(app: &App, limit: u64) -> Result<Round> {
    let reader = app.db.reader();
    let deletions = Entity::find().filter(Expr::cust(UNREDACTED));
    let deletions = order::sorted(app.db.engine, deletions, Order::Asc)
        .limit(limit)
        .all(reader)
        .await?;
    let mut round = Round {
        redacted: 0,
        waiting: 0,
    };
    clear_former(app, limit, &mut round).await?;
    let Some(last) = deletions.last().map(log::cursor) else {
        return Ok(round);
    };
    let stable_end = log::end(reader, app.db.engine).await?;
    let barrier = retention_barrier::retention_barrier(app, reader, last).await?;
    for deletion in deletions {
        // The absolute value: no deletion names its account for longer, whichever way the clock has jumped since.
        let age = (app.clock.now() - deletion.occurred_at).abs();
        let cursor = log::cursor(&deletion);
        let is_pending = cursor > stable_end || barrier.is_some_and(|barrier| barrier <= cursor);
        if age >= MAX_NAMED_TIME || (age >= DELIVERY_TIME && !is_pending) {
            let cleared = clear(app, &deletion).await?;
            round.redacted += cleared.rewritten;
            round.waiting += usize::from(!cleared.is_whole);
        } else {
            round.waiting += 1;
        }
    }
    Ok(round)
}

/// Redacts the former addresses of deleted accounts: what their deletions left, and what was locked at the time.
async fn clear_former(app: &App, limit: u64, round: &mut Round) -> Result<()> {
    let addresses = unredacted_address::Entity::find()
        .order_by_asc(unredacted_address::Column::Id)
        .limit(limit)
        .all(app.db.reader())
        .await?;
    for address in addresses {
        let traces = AccountTraces::of(address.user_id, &address.email);
        let workflows = traces.nameless_workflows(app.db.reader(), app.db.engine);
        let cleared = clear_workflows(app, &traces, workflows.await?).await?;
        round.redacted += cleared.rewritten;
        match cleared.is_whole {
            true => {
                let done = unredacted_address::Entity::delete_by_id(address.id);
                done.exec(app.db.writer()).await?;
            }
            false => round.waiting += 1,
        }
    }
    Ok(())
}

/// Redacts workflows in steps, each in a transaction of its own.
async fn clear_workflows(
    app: &App,
    traces: &AccountTraces,
    workflows: BTreeSet<WorkflowId>,
) -> Result<Redacted> {
    let mut all = Redacted {
        rewritten: 0,
        is_whole: true,
    };
    let workflows: Vec<WorkflowId> = workflows.into_iter().collect();
    for step in workflows.chunks(STEP) {
        let transaction = app.db.begin().await?;
        let cleared = traces.redact(&transaction, step).await?;
        transaction.commit().await?;
        all.rewritten += cleared.rewritten;
        all.is_whole &= cleared.is_whole;
    }
    Ok(all)
}

/// Redacts all remaining signals that name the account of a deletion.
async fn clear(app: &App, deletion: &Model) -> Result<Redacted> {
    let username = deletion.arguments.get("username").and_then(Value::as_str);
    let (Some(user_id), Some(address)) = (deletion.user_id, username) else {
        return Ok(Redacted {
            rewritten: 0,
            is_whole: true,
        });
    };
    let traces = AccountTraces::of(user_id, address);
    let mut workflows = traces.workflows(app.db.reader(), app.db.engine).await?;
    workflows.remove(&deletion.workflow_id);
    let mut all = clear_workflows(app, &traces, workflows).await?;
    if !all.is_whole {
        return Ok(all);
    }
    // The deletion itself comes last and in one transaction: while it has its username, the job is not finished.
    let transaction = app.db.begin().await?;
    let last = traces.redact(&transaction, &[deletion.workflow_id]).await?;
    if last.is_whole {
        transaction.commit().await?;
        all.rewritten += last.rewritten;
    } else {
        transaction.rollback().await?;
        all.is_whole = false;
    }
    Ok(all)
}
