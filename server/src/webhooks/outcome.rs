//! Records the outcome of an attempt and decides what follows: the next signal, another attempt, or the end.

use super::deliver::LEASE;
use crate::app::App;
use crate::backoff;
use crate::db::Transaction;
use crate::entities::signal::Model as Signal;
use crate::entities::webhook::{ActiveModel, Column, Entity, Model};
use crate::entities::webhook_delivery::{self as delivery, State};
use crate::error::Result;
use crate::ids::DeliveryId;
use crate::signals::{Name, Signal as LogSignal};
use crate::work::{Tx, Work, Workflow};
use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use rand::RngExt;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, Unchanged};

/// The delay after the first failure; doubled each time, with jitter, up to `MAX_WAIT`.
const FIRST_WAIT: Duration = Duration::seconds(5);
const MAX_WAIT: Duration = Duration::hours(6);
/// How long a signal is tried.
pub(super) const LIMIT: Duration = Duration::days(3);

/// The endpoint's response, or in a few words why there was none.
pub(crate) type DeliveryResult = std::result::Result<Response, String>;

/// What matters of an endpoint's response.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// How long the endpoint asks to wait before the next attempt.
    pub(crate) retry_after: Option<Duration>,
    /// The body; `None` if it is too long.
    pub(crate) body: Option<Bytes>,
}

/// Whether the endpoint accepted the signal: any 2xx status.
pub(super) fn is_accepted(result: &DeliveryResult) -> bool {
    result
        .as_ref()
        .is_ok_and(|response| response.status.is_success())
}

/// Records the outcome of an attempt. Returns the webhook if the signal was delivered and the claim is still valid.
pub(super) async fn record(
    app: &App,
    webhook: Model,
    signal: Signal,
    result: DeliveryResult,
) -> Result<Option<Model>> {
    Work::run(app, None, Workflow::Plain, |work| async move {
        let (row, state) = follow_up(&work.app, &webhook, &signal, &result);
        let tx = work.begin().await?;
        let Some(updated) = write(tx.rows(), &webhook, row).await? else {
            return tx.commit(None).await;
        };
        let was_failing = webhook.attempts > 0;
        if was_failing || state != State::Delivered {
            store(&tx, &webhook, &signal, state, result).await?;
        }
        if state == State::Dead {
            tx.emit(LogSignal::webhook(Name::WebhookDisabled, &updated))
                .await;
        }
        tx.commit((state == State::Delivered).then_some(updated))
            .await
    })
    .await
}

/// Releases a claim: the endpoint is due again at once.
pub(super) async fn release(app: &App, webhook: &Model) -> Result<()> {
    let row = ActiveModel {
        due_at: Set(app.clock.now()),
        ..Default::default()
    };
    let transaction = app.db.begin().await?;
    write(&transaction, webhook, row).await?;
    Ok(transaction.commit().await?)
}

fn follow_up(
    app: &App,
    webhook: &Model,
    signal: &Signal,
    result: &DeliveryResult,
) -> (ActiveModel, State) {
    let now = app.clock.now();
    if is_accepted(result) {
        let row = ActiveModel {
            transaction_id: Set(signal.transaction_id),
            position: Set(signal.position),
            attempts: Set(0),
            failing_since: Set(None),
            due_at: Set(now + LEASE),
            ..Default::default()
        };
        return (row, State::Delivered);
    }
    let failing_since = webhook.failing_since.unwrap_or(now);
    let asked = result
        .as_ref()
        .ok()
        .and_then(|response| response.retry_after);
    let (attempts, wait) = next_attempt(webhook.attempts, asked);
    let due_at = now + wait;
    let reason = match result {
        Ok(response) if response.status == StatusCode::GONE => {
            Some("The endpoint responded that it is gone (410).")
        }
        // A clock that jumped ahead says nothing about the endpoint.
        _ if due_at - failing_since > LIMIT && app.clock_guard.trusts(&app.clock) => {
            Some("A signal could not be delivered for three days.")
        }
        _ => None,
    };
    let row = ActiveModel {
        attempts: Set(attempts),
        failing_since: Set(Some(failing_since)),
        due_at: Set(due_at),
        is_enabled: Set(reason.is_none()),
        disabled_reason: Set(reason.map(str::to_owned)),
        ..Default::default()
    };
    let state = if reason.is_some() {
        State::Dead
    } else {
        State::Retrying
    };
    (row, state)
}

/// Updates the row while the claim is valid. Does nothing if the webhook was changed in the meantime.
async fn write(
    transaction: &Transaction,
    webhook: &Model,
    row: ActiveModel,
) -> Result<Option<Model>> {
    let claimed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(webhook.id))
        .filter(Column::DueAt.eq(webhook.due_at))
        .exec(transaction)
        .await?;
    if claimed.rows_affected == 0 {
        return Ok(None);
    }
    Ok(Entity::find_by_id(webhook.id).one(transaction).await?)
}

/// Returns the number of failures to store, and the delay after this one: the usual delay, or as long as the endpoint
/// asked for, up to `MAX_WAIT`. A longer delay counts as the failures that usually lead to it, so that the number of
/// failures always limits the delay (`is_due`).
fn next_attempt(failures: i32, asked: Option<Duration>) -> (i32, Duration) {
    let usual = wait(failures);
    let asked = asked.unwrap_or_default().min(MAX_WAIT);
    if asked <= usual {
        return (failures + 1, usual);
    }
    let mut level = failures;
    while shortest_wait(level) < asked {
        level += 1;
    }
    (level + 1, asked)
}

/// The delay after this many earlier failures, plus up to a fifth of it.
fn wait(failures: i32) -> Duration {
    shortest_wait(failures) * rand::rng().random_range(100..=120) / 100
}

fn shortest_wait(failures: i32) -> Duration {
    backoff::doubled(FIRST_WAIT, MAX_WAIT, failures)
}

/// Whether an endpoint is due. No delay and no claim lasts longer than the maximum for its number of failures. One that
/// seems to was stored before the clock was set back, and the endpoint is due at once.
pub(super) fn is_due(webhook: &Model, now: DateTime<Utc>) -> bool {
    let longest = match webhook.attempts {
        1.. => LEASE.max(shortest_wait(webhook.attempts - 1) * 120 / 100),
        _ => LEASE,
    };
    webhook.due_at <= now || webhook.due_at - now > longest
}

/// Stores a delivery that failed at least once.
async fn store(
    tx: &Tx,
    webhook: &Model,
    signal: &Signal,
    state: State,
    result: DeliveryResult,
) -> Result<()> {
    let (now, transaction) = (tx.app.clock.now(), tx.rows());
    let (status, failure) = match result {
        Ok(response) => (Some(i32::from(response.status.as_u16())), None),
        Err(reason) => (None, Some(reason)),
    };
    let known = delivery::Entity::find()
        .filter(delivery::Column::WebhookId.eq(webhook.id))
        .filter(delivery::Column::SignalId.eq(signal.id))
        .one(transaction)
        .await?;
    let mut row = delivery::ActiveModel {
        state: Set(state),
        attempts: Set(known.as_ref().map_or(0, |known| known.attempts) + 1),
        status: Set(status),
        failure: Set(failure),
        last_tried_at: Set(now),
        ..Default::default()
    };
    if let Some(known) = known {
        row.id = Unchanged(known.id);
        row.update(transaction).await?;
        return Ok(());
    }
    row.id = Set(DeliveryId::new());
    row.webhook_id = Set(webhook.id);
    row.signal_id = Set(signal.id);
    row.signal_name = Set(signal.name.clone());
    row.transaction_id = Set(signal.transaction_id);
    row.position = Set(signal.position);
    row.first_tried_at = Set(now);
    row.insert(transaction).await?;
    Ok(())
}
