//! Permanently deletes accounts whose grace period is over.

use crate::app::App;
use crate::auth::impersonation;
use crate::entities::user::{self, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::unlink;
use crate::signals::{Signal, watermark};
use crate::users;
use crate::webhooks::owner;
use crate::work::{Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect};

/// Deletes every account whose grace period is over, reading `batch` at a time, and returns how many were deleted.
/// Each account has its own transaction, so that one that cannot be deleted does not block the others.
///
/// # Errors
/// `ClockUncertain` while the clock is not trusted, and when the database does not respond.
pub async fn purge_due(app: &App, batch: u64) -> Result<u64> {
    purge_due_for(app, None, batch).await
}

/// Like `purge_due`, on behalf of an administrator.
pub(crate) async fn purge_due_for(app: &App, actor_id: Option<UserId>, batch: u64) -> Result<u64> {
    if !app.clock_guard.trusts(&app.clock) {
        return Err(Error::ClockUncertain);
    }
    let mut purged = 0;
    let mut passed = None;
    loop {
        let due = due(app, passed, batch).await?;
        for (user_id, _) in &due {
            match purge(app, actor_id, *user_id).await {
                Ok(was_there) => purged += u64::from(was_there),
                Err(error) => {
                    tracing::error!(user = %user_id, %error, "could not purge an account")
                }
            }
        }
        if (due.len() as u64) < batch {
            return Ok(purged);
        }
        passed = due.last().copied();
    }
}

type Due = (UserId, DateTime<Utc>);

/// Returns the next due accounts, longest overdue first, after the last one of the previous page.
async fn due(app: &App, passed: Option<Due>, batch: u64) -> Result<Vec<Due>> {
    let mut query = user::expired(app.clock.now());
    if let Some((user_id, moment)) = passed {
        let cursor = Expr::tuple([
            user::Column::PermanentDeletionAfter.into_simple_expr(),
            user::Column::Id.into_simple_expr(),
        ]);
        query = query.filter(cursor.gt(Expr::tuple([Expr::val(moment), Expr::val(user_id.0)])));
    }
    let due = query
        .select_only()
        .columns([user::Column::Id, user::Column::PermanentDeletionAfter])
        .order_by_asc(user::Column::PermanentDeletionAfter)
        .order_by_asc(user::Column::Id)
        .limit(batch)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(due)
}

/// Deletes one account if it is still due; another process or its owner may have been faster.
async fn purge(app: &App, actor_id: Option<UserId>, user_id: UserId) -> Result<bool> {
    Work::run(app, actor_id, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        unlink::lock(&tx, &[user_id]).await?;
        let user = users::lock(&tx, user_id).await?;
        match user.filter(|user| is_due(&tx.app, user)) {
            Some(user) => {
                purge_in(&tx, &user).await?;
                tx.commit(true).await
            }
            None => tx.commit(false).await,
        }
    })
    .await
}

/// Whether an account's grace period is certainly over: while the clock is not trusted, no account's is.
pub(crate) fn is_due(app: &App, user: &Model) -> bool {
    user.is_expired(app.clock.now()) && app.clock_guard.trusts(&app.clock)
}

/// Deletes an account inside another command's transaction, as its own workflow.
///
/// # Errors
/// When a handler vetoes, or the database fails.
pub(crate) async fn purge_in(tx: &Tx, user: &Model) -> Result<()> {
    tx.enter(Workflow::deletion(user.id, Some(&user.email)))
        .await;
    delete(tx, user).await?;
    tx.leave();
    Ok(())
}

/// Deletes a locked account with its matches, and lets go of its webhooks.
///
/// # Errors
/// When a handler vetoes, or the database fails.
pub(crate) async fn delete(tx: &Tx, user: &Model) -> Result<()> {
    // Cascading deletes would remove the same rows without emitting signals.
    unlink::unlink(tx, user.id).await?;
    impersonation::end_about(tx, user.id).await?;
    let is_admin = user.role == Role::Admin;
    if is_admin {
        // The review needs this lock. Pruning takes it before it locks signals, and the redaction locks signals too.
        watermark::lock(tx.rows()).await?;
    }
    users::delete(tx, user).await?;
    if is_admin {
        owner::review(tx, &[user.id]).await?;
    }
    tx.emit(Signal::user_deleted(user)).await;
    Ok(())
}
