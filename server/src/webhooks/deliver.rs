//! EventStream the log to webhooks: claim an endpoint, post what lies behind its place, move the place.
//!
//! A claim moves the endpoint's next try ahead and counts until then; each delivery renews it. If this process
//! dies, another goes on when it has run out. In order and at least once: the place moves when a signal was taken, and
//! past what is not told (`pass_over`).

use super::outcome::DeliveryResult;
use super::post::Post;
use super::skip::skip;
use super::{Endpoint, list, outcome, pending, secret};
use crate::app::App;
use crate::cursor::Cursor;
use crate::entities::signal::Model as Signal;
use crate::entities::webhook::{self, Column, Entity, Model};
use crate::error::Result;
use crate::signals::log;
use chrono::Duration as Span;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

/// For how long a claim counts; longer than one try may take (`WebhookConfig::patience`).
pub(super) const LEASE: Span = Span::seconds(12);
/// Endpoints that one round of a test waits for at the same time.
const AT_ONCE: usize = 8;
/// Signals read at once.
const PAGE: u64 = 50;
/// For how long they count as what the log holds; then they are read again.
const FRESH: Span = Span::seconds(1);
/// After this an endpoint is given back, however much it is pending, so that no process keeps one for ever.
const LONGEST: Span = Span::minutes(1);

/// One round: posts what is pending to every endpoint whose time has come, and returns how many signals were taken.
///
/// # Errors
/// When the database does not respond.
pub async fn deliver_due(app: &App) -> Result<u64> {
    let (due, end) = due(app).await?;
    let rounds = stream::iter(due)
        .map(|webhook| round(app, webhook, end))
        .buffer_unordered(AT_ONCE);
    let taken: Vec<Result<u64>> = rounds.collect().await;
    taken.into_iter().sum()
}

/// Endpoints whose time has come and that may be pending something, and up to where the log is settled.
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

/// A round of one endpoint; `end` is a place that the log was settled up to before.
pub(super) async fn round(app: &App, webhook: Model, end: Cursor) -> Result<u64> {
    // Most of the time there is nothing to tell, and nothing to claim it for.
    if pending::next(app, &webhook, 1).await?.is_empty() {
        skip(app, &webhook, end).await?;
        return Ok(0);
    }
    let Some(mut webhook) = claim(app, webhook).await? else {
        return Ok(0);
    };
    let mut post = Endpoint::parse(app, &webhook.url).map(|endpoint| Post::to(app, endpoint));
    let ends_at = app.clock.elapsed() + LONGEST;
    let mut taken = 0;
    loop {
        let stale_at = app.clock.elapsed() + FRESH;
        let signals = pending::next(app, &webhook, PAGE).await?;
        if signals.is_empty() || app.clock.elapsed() > ends_at {
            outcome::release(app, &webhook).await?;
            return Ok(taken);
        }
        for signal in signals {
            let answer = deliver(app, &webhook, &mut post, &signal).await?;
            let is_taken = answer.as_ref().is_ok_and(|status| status.is_success());
            match outcome::record(app, webhook, signal, answer).await? {
                Some(still_claimed) => webhook = still_claimed,
                None => return Ok(taken + u64::from(is_taken)),
            }
            taken += 1;
            // What a deletion takes out of the log meanwhile is not told of a page read before.
            if app.clock.elapsed() > stale_at {
                break;
            }
        }
    }
}

/// Posts a signal to where the webhook leads, if it still may.
async fn deliver(
    app: &App,
    webhook: &Model,
    post: &mut Result<Post>,
    signal: &Signal,
) -> Result<DeliveryResult> {
    let Ok(post) = post else {
        return Ok(Err("the address is not allowed any more".to_owned()));
    };
    let (headers, body) = message(app, webhook, signal)?;
    Ok(post.send(headers, body).await)
}

/// Takes an endpoint for this process, unless somebody was faster.
async fn claim(app: &App, webhook: Model) -> Result<Option<Model>> {
    let due_at = app.clock.now() + LEASE;
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at))
        .filter(Column::Id.eq(webhook.id))
        .filter(Column::DueAt.eq(webhook.due_at))
        // Nor has anybody told it more since: two claims may fall on one moment.
        .filter(Column::TransactionId.eq(webhook.transaction_id))
        .filter(Column::Position.eq(webhook.position))
        .filter(Column::IsEnabled.eq(true))
        .exec(app.db.writer())
        .await?;
    Ok((claimed.rows_affected == 1).then_some(Model { due_at, ..webhook }))
}

/// What is posted for a signal: headers and body of the specification.
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
            "arguments": signal.arguments,
        },
    })
    .to_string();
    let now = app.clock.now();
    let (id, timestamp) = (signal.id.to_string(), now.timestamp());
    let previous = webhook.previous_secret.as_deref().filter(|_| {
        webhook
            .previous_secret_until
            .is_some_and(|until| now < until)
    });
    let secrets: Vec<&str> = [Some(webhook.secret.as_str()), previous]
        .into_iter()
        .flatten()
        .collect();
    let signature = secret::sign(&secrets, &id, timestamp, &body)?;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signature),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    Ok((headers, body))
}
