//! Resumes mentors whose pause is over.

use super::pause_mentoring::changes;
use super::set_capacity::apply;
use crate::app::App;
use crate::entities::user::{self, Model};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect};

/// Resumes every mentor whose pause is over, reading `batch` at a time, and returns how many did. Each mentor has their
/// own transaction, so that one who cannot be resumed does not keep the others.
///
/// # Errors
/// `ClockUncertain` while the clock is not trusted, and when the database does not respond.
pub async fn resume_due(app: &App, batch: u64) -> Result<u64> {
    if !app.clock_guard.trusts(&app.clock) {
        return Err(Error::ClockUncertain);
    }
    let mut resumed = 0;
    let mut passed = None;
    loop {
        let due = due(app, passed, batch).await?;
        for (mentor_id, _) in &due {
            match resume(app, *mentor_id).await {
                Ok(was_due) => resumed += u64::from(was_due),
                Err(error) => {
                    tracing::error!(user = %mentor_id, %error, "could not resume a mentor; will retry");
                }
            }
        }
        if (due.len() as u64) < batch {
            return Ok(resumed);
        }
        passed = due.last().copied();
    }
}

type Due = (UserId, DateTime<Utc>);

/// Returns the next due mentors, longest overdue first, after the last one of the previous page.
async fn due(app: &App, passed: Option<Due>, batch: u64) -> Result<Vec<Due>> {
    let mut query = user::pause_over(app.clock.now());
    if let Some((mentor_id, moment)) = passed {
        let cursor = Expr::tuple([
            user::Column::PausedUntil.into_simple_expr(),
            user::Column::Id.into_simple_expr(),
        ]);
        query = query.filter(cursor.gt(Expr::tuple([Expr::val(moment), Expr::val(mentor_id.0)])));
    }
    let due = query
        .select_only()
        .columns([user::Column::Id, user::Column::PausedUntil])
        .order_by_asc(user::Column::PausedUntil)
        .order_by_asc(user::Column::Id)
        .limit(batch)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(due)
}

/// Resumes one mentor whose pause is still over; another process or the mentor may have been faster.
async fn resume(app: &App, mentor_id: UserId) -> Result<bool> {
    let workflow = Workflow::update(mentor_id, changes(None).to_data());
    Work::run(app, None, workflow, move |work| attempt(work, mentor_id)).await
}

async fn attempt(work: Work, mentor_id: UserId) -> Result<Committed<bool>> {
    let tx = work.begin().await?;
    let mentor = users::lock(&tx, mentor_id).await?;
    let now = tx.app.clock.now();
    let is_due = |mentor: &Model| mentor.paused_until.is_some_and(|until| until <= now);
    let Some(mentor) = mentor.filter(is_due) else {
        tx.forget_signals();
        return tx.commit(false).await;
    };
    apply(&tx, &mentor, changes(None)).await?;
    tx.commit(true).await
}
