//! Redacting the log after deletions: rewrites the signals of deleted accounts once everybody was told of the deletion.

use crate::app::App;
use crate::entities::signal::{Entity, Model};
use crate::error::Result;
use crate::ids::WorkflowId;
use crate::signals::redact::{AccountTraces, Redacted, STEP};
use crate::signals::{log, order};
use crate::webhooks::retention_barrier;
use chrono::Duration;
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;

/// How long every process has to pass a deletion on: twice the time after which it looks by itself.
const PASSED_ON_AFTER: Duration = Duration::seconds(2);
/// How long a deletion's own signals name the account at most.
const NAMED_FOR: Duration = Duration::minutes(1);

/// The condition for deletions that still name the account. It is the exact condition of an index, without
/// parameters, so that the database can use that index.
const UNREDACTED: &str =
    "name = 'user_deleted' AND lower(arguments ->> 'username') <> '[redacted]'";

/// What a round of the job did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Signals that were rewritten.
    pub redacted: u64,
    /// Deletions that somebody may still have to be told of, or of which somebody else held a signal.
    pub waiting: usize,
}

/// Redacts the signals of at most `limit` deletions that everybody was told of, and whatever they left.
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
    let Some(last) = deletions.last().map(log::cursor) else {
        return Ok(round);
    };
    let settled = log::end(reader, app.db.engine).await?;
    let barrier = retention_barrier::retention_barrier(app, reader, last).await?;
    for deletion in deletions {
        // Whichever way the clock jumped since, no deletion names its account for longer.
        let age = (app.clock.now() - deletion.occurred_at).abs();
        let place = log::cursor(&deletion);
        let is_owed = place > settled || barrier.is_some_and(|pending| pending <= place);
        if age >= NAMED_FOR || (age >= PASSED_ON_AFTER && !is_owed) {
            let cleared = clear(app, &deletion).await?;
            round.redacted += cleared.rewritten;
            round.waiting += usize::from(!cleared.is_whole);
        } else {
            round.waiting += 1;
        }
    }
    Ok(round)
}

/// Redacts everything that is left about the account of a deletion.
async fn clear(app: &App, deletion: &Model) -> Result<Redacted> {
    let mut all = Redacted {
        rewritten: 0,
        is_whole: true,
    };
    let username = deletion.arguments.get("username").and_then(Value::as_str);
    let (Some(user_id), Some(address)) = (deletion.user_id, username) else {
        return Ok(all);
    };
    let traces = AccountTraces::of(user_id, address);
    let mut workflows = traces.workflows(app.db.reader(), app.db.engine).await?;
    workflows.remove(&deletion.workflow_id);
    let others: Vec<WorkflowId> = workflows.into_iter().collect();
    for step in others.chunks(STEP) {
        let transaction = app.db.begin().await?;
        let cleared = traces.redact(&transaction, step).await?;
        transaction.commit().await?;
        all.rewritten += cleared.rewritten;
        all.is_whole &= cleared.is_whole;
    }
    if !all.is_whole {
        return Ok(all);
    }
    // The deletion itself comes last and whole: as long as it has its username, there is more to do.
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
