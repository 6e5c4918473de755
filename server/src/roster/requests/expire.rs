//! Lets requests expire that nobody decided in time.

use super::pair::{self, Pair};
use super::{emails, signals, store};
use crate::app::App;
use crate::entities::mentorship_request::{Column, Entity, Model, RequestState, between};
use crate::error::{Error, Result};
use crate::ids::RequestId;
use crate::signals::Name;
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Expires what is due, reading `batch` at a time, each in its own transaction, and returns how many.
///
/// # Errors
/// `ClockUncertain` while the clock is not trusted, and when the database does not respond.
pub async fn expire_due(app: &App, batch: u64) -> Result<u64> {
    if !app.clock_guard.trusts(&app.clock) {
        return Err(Error::ClockUncertain);
    }
    let (mut expired, mut passed) = (0, None);
    loop {
        let due = due(app, passed, batch).await?;
        for (id, _) in &due {
            match run(app, *id).await {
                Ok(was_due) => expired += u64::from(was_due),
                Err(error) => {
                    tracing::error!(request = %id, %error, "could not let a request expire; will retry");
                }
            }
        }
        if (due.len() as u64) < batch {
            return Ok(expired);
        }
        passed = due.last().copied();
    }
}

type Due = (RequestId, DateTime<Utc>);

/// Returns the next due requests, longest overdue first, after the last one of the previous page.
async fn due(app: &App, passed: Option<Due>, batch: u64) -> Result<Vec<Due>> {
    let here = Expr::tuple([Column::ExpiresAt.into_expr(), Column::Id.into_expr()]);
    let after =
        passed.map(|(id, moment)| here.gt(Expr::tuple([Expr::val(moment), Expr::val(id.0)])));
    let due = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ExpiresAt])
        .filter(Column::State.eq(RequestState::Open))
        .filter(Column::ExpiresAt.lte(app.clock.now()))
        .filter(Condition::all().add_option(after))
        .order_by_asc(Column::ExpiresAt)
        .order_by_asc(Column::Id)
        .limit(batch)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(due)
}

/// Expires one request if it is due.
pub(super) async fn expire_one(app: &App, id: RequestId) -> Result<()> {
    run(app, id).await?;
    Ok(())
}

async fn run(app: &App, id: RequestId) -> Result<bool> {
    Work::run(app, None, Workflow::Plain, move |work| attempt(work, id)).await
}

/// Expires a request if it is still due.
async fn attempt(work: Work, id: RequestId) -> Result<Committed<bool>> {
    let tx = work.begin().await?;
    let Some(request) = Entity::find_by_id(id).one(tx.rows()).await? else {
        return tx.commit(false).await;
    };
    pair::lock(&tx, &request).await?;
    let request = Entity::find_by_id(id).one(tx.rows()).await?;
    let now = tx.app.clock.now();
    let is_due = |request: &Model| request.state == RequestState::Open && request.expires_at <= now;
    let Some(request) = request.filter(is_due) else {
        return tx.commit(false).await;
    };
    expire(&tx, &request).await?;
    tx.commit(true).await
}

/// Expires what is due between two people, so that they can ask each other again. The caller has locked both.
pub(super) async fn overdue_between(tx: &Tx, pair: &Pair) -> Result<()> {
    let overdue = Entity::find()
        .filter(between(pair.mentee.id, pair.mentor.id))
        .filter(Column::State.eq(RequestState::Open))
        .filter(Column::ExpiresAt.lte(tx.app.clock.now()));
    for request in overdue.all(tx.rows()).await? {
        expire(tx, &request).await?;
    }
    Ok(())
}

async fn expire(tx: &Tx, request: &Model) -> Result<()> {
    let expired = store::decide(tx, request, RequestState::Expired).await?;
    signals::emit(tx, Name::MentorshipExpired, &expired).await;
    emails::expired(tx, request).await
}
