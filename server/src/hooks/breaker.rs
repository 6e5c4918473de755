//! The circuit breaker: an endpoint that fails again and again is not asked for a while, so that requests do not wait
//! for it. Its state is in the database: all processes share it, and administrators see it.

use super::failure::Failure;
use crate::app::App;
use crate::entities::hook::{Column, Entity, Model};
use crate::error::Result;
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

/// Failures in a row after which the endpoint is not asked for a while.
const MAX_FAILURES: i32 = 5;
/// For how long. Then one request asks it, and decides whether the others do.
const PAUSE: Duration = Duration::seconds(30);
/// Characters of a reason that are stored.
const MAX_REASON: usize = 500;

/// The state of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is asked, and its last response was a verdict.
    Working,
    /// It is asked, but did not respond with a verdict the last time.
    Failing,
    /// It is not asked for a while, after repeated failures.
    Paused,
    /// It is disabled.
    Disabled,
}

/// Returns the state of a hook.
#[must_use]
pub fn status(hook: &Model, now: DateTime<Utc>) -> Status {
    match hook.failures {
        _ if !hook.is_enabled => Status::Disabled,
        _ if is_open(hook, now) => Status::Paused,
        1.. => Status::Failing,
        _ => Status::Working,
    }
}

/// Whether the endpoint is not asked now. A pause longer than any was stored before the clock was set back.
fn is_open(hook: &Model, now: DateTime<Utc>) -> bool {
    let is_pause = |until: DateTime<Utc>| now < until && until - now <= PAUSE;
    hook.open_until.is_some_and(is_pause)
}

/// Whether to ask an endpoint now. After a pause, a single request of all processes may.
pub(super) async fn admits(app: &App, hook: &Model) -> Result<bool> {
    let now = app.clock.now();
    let Some(open_until) = hook.open_until else {
        return Ok(true);
    };
    if is_open(hook, now) {
        return Ok(false);
    }
    let claimed = Entity::update_many()
        .col_expr(Column::OpenUntil, Expr::value(now + PAUSE))
        .filter(Column::Id.eq(hook.id))
        .filter(Column::OpenUntil.eq(open_until))
        .exec(app.db.writer())
        .await?;
    app.hooks.invalidate().await;
    Ok(claimed.rows_affected == 1)
}

/// Records a response that was used. Writes only after a failure.
pub(super) async fn note_success(app: &App, hook: &Model) -> Result<()> {
    if hook.failures == 0 && hook.open_until.is_none() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::OpenUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(hook.id))
        .exec(app.db.writer())
        .await?;
    app.hooks.invalidate().await;
    Ok(())
}

/// Records a failure, unless the hook was given another URL in the meantime.
pub(super) async fn note_failure(app: &App, hook: &Model, failure: &Failure) -> Result<()> {
    let now = app.clock.now();
    let reason: String = failure.reason().chars().take(MAX_REASON).collect();
    let never = Expr::value(None::<DateTime<Utc>>);
    let (failures, open_until) = match failure {
        Failure::Unavailable(_) => {
            let is_last = Expr::col(Column::Failures).gte(MAX_FAILURES - 1);
            let open_until = Expr::case(is_last, Expr::value(now + PAUSE)).finally(never);
            (Expr::col(Column::Failures).add(1), open_until.into())
        }
        // The endpoint responds.
        Failure::Unusable(_) => (Expr::value(0), never),
    };
    Entity::update_many()
        .col_expr(Column::Failures, failures)
        .col_expr(Column::OpenUntil, open_until)
        .col_expr(Column::LastError, Expr::value(reason))
        .col_expr(Column::LastFailedAt, Expr::value(now))
        .filter(Column::Id.eq(hook.id))
        .filter(Column::Url.eq(hook.url.as_str()))
        .exec(app.db.writer())
        .await?;
    app.hooks.invalidate().await;
    Ok(())
}
