//! Delivers the log to webhooks: claims an endpoint, posts the signals after its cursor, and moves the cursor.
//!
//! A claim moves the endpoint's next attempt into the future and is valid until then; each delivery renews it. If this
//! process dies, another one continues when the claim has expired. Signals are delivered in order and at least once:
//! the cursor moves when the endpoint has accepted a signal, and past signals that the filter excludes (`skip`).

use super::outcome::DeliveryResult;
use super::post::Post;
use super::secret::{self, Secrets, UNREADABLE};
use super::skip::skip;
use super::{Endpoint, list, outcome, pending};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::signal::Model as Signal;
use crate::entities::webhook::{self, Column, Entity, Model};
use crate::error::Result;
use crate::signals::log;
use chrono::Duration as Span;
use futures_util::{StreamExt, stream};
use http::HeaderMap;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

/// How long a claim is valid; longer than the timeout of one attempt (`WebhookConfig`).
pub(super) const LEASE: Span = Span::seconds(12);
/// Endpoints that `deliver_due` delivers to at the same time.
const AT_ONCE: usize = 8;
/// Signals per query.
const PAGE: u64 = 50;
/// How long a page of signals counts as current; then it is read again.
const MAX_AGE: Span = Span::seconds(1);
/// After this an endpoint is released, however many signals are pending, so that no process keeps one forever.
const MAX_CLAIM: Span = Span::minutes(1);

/// Runs one round: posts the pending signals to every endpoint that is due, and returns how many were accepted.
///
/// # Errors
/// When the database does not respond.
pub async fn deliver_due(app: &App) -> Result<u64> {
    let (due, end) = due(app).await?;
    let rounds = stream::iter(due)
        .map(|webhook| round(app, webhook, end))
        .buffer_unordered(AT_ONCE);
    let accepted: Vec<Result<u64>> = rounds.collect().await;
    accepted.into_iter().sum()
}

/// Returns the endpoints that are due and may have pending signals, and the end of the stable part of the log.
pub(super) async fn due(app: &App) -> Result<(Vec<Model>, Cursor)> {
    let now = app.clock.now();
    let mut due = webhook::enabled().all(app.db.reader()).await?;
    due.retain(|webhook| outcome::is_due(webhook, now));
    if due.is_empty() {
        return Ok((due, Cursor::START));
    }
    let end = log::end(app.db.reader(), app.db.engine).await?;
    due.retain(|webhook| list::cursor(webhook) < end);
    Ok((due, end))
}

/// Runs a round for one endpoint; `end` is an end of the stable part of the log, read earlier.
pub(super) async fn round(app: &App, webhook: Model, end: Cursor) -> Result<u64> {
    // Usually nothing is pending, and the endpoint need not be claimed.
    if pending::next(app, &webhook, 1).await?.is_empty() {
        skip(app, &webhook, end).await?;
        return Ok(0);
    }
    let Some(mut webhook) = claim(app, webhook).await? else {
        return Ok(0);
    };
    let mut post = Endpoint::parse(app, &webhook.url).map(|endpoint| Post::to(app, endpoint));
    let ends_at = app.clock.elapsed() + MAX_CLAIM;
    let mut accepted = 0;
    loop {
        let stale_at = app.clock.elapsed() + MAX_AGE;
        let signals = pending::next(app, &webhook, PAGE).await?;
        if signals.is_empty() || app.clock.elapsed() > ends_at {
            outcome::release(app, &webhook).await?;
            return Ok(accepted);
        }
        for signal in signals {
            let result = deliver(app, &webhook, &mut post, &signal).await?;
            let is_accepted = outcome::is_accepted(&result);
            match outcome::record(app, webhook, signal, result).await? {
                Some(still_claimed) => webhook = still_claimed,
                None => return Ok(accepted + u64::from(is_accepted)),
            }
            accepted += 1;
            // The page is read again, so that signals that were deleted from the log in the meantime are not sent.
            if app.clock.elapsed() > stale_at {
                break;
            }
        }
    }
}

/// Posts a signal to the webhook's URL, if the URL is still allowed.
async fn deliver(
    app: &App,
    webhook: &Model,
    post: &mut Result<Post>,
    signal: &Signal,
) -> Result<DeliveryResult> {
    let Ok(post) = post else {
        return Ok(Err("the URL is no longer allowed".to_owned()));
    };
    let Ok((headers, body)) = message(app, webhook, signal) else {
        return Ok(Err(UNREADABLE.to_owned()));
    };
    Ok(post.send(headers, body).await)
}

/// Claims an endpoint for this process, unless another process was faster.
async fn claim(app: &App, webhook: Model) -> Result<Option<Model>> {
    let due_at = app.clock.now() + LEASE;
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at))
        .filter(Column::Id.eq(webhook.id))
        .filter(Column::DueAt.eq(webhook.due_at))
        // The cursor must not have moved either: two claims can fall on the same moment.
        .filter(Column::TransactionId.eq(webhook.transaction_id))
        .filter(Column::Position.eq(webhook.position))
        .filter(Column::IsEnabled.eq(true))
        .exec(app.db.writer())
        .await?;
    Ok((claimed.rows_affected == 1).then_some(Model { due_at, ..webhook }))
}

/// Builds the headers and body of a delivery, as the specification defines them. Fails if the secret cannot be read.
fn message(app: &App, webhook: &Model, signal: &Signal) -> Result<(HeaderMap, String)> {
    let body = json!({
        "type": signal.name,
        "timestamp": signal.occurred_at,
        "data": {
            "id": signal.id,
            "cursor": log::cursor(signal).to_string(),
            "sender": signal.sender,
            "workflowId": signal.workflow_id,
            "userId": signal.user_id,
            "actorId": signal.actor_id,
            "impersonatorId": signal.impersonator_id,
            "arguments": signal.arguments,
        },
    })
    .to_string();
    let now = app.clock.now();
    let secrets = Secrets {
        endpoint: webhook.id.0,
        current: &webhook.secret,
        previous: webhook.previous_secret.as_deref(),
        previous_until: webhook.previous_secret_until,
    };
    let headers = secret::headers(secrets, &app.seal, &signal.id.to_string(), now, &body)?;
    Ok((headers, body))
}
