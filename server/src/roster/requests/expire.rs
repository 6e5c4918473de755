//! Lets requests expire that nobody decided in time.

use super::pair::{self, Pair};
use super::{emails, signals, store};
use crate::app::App;
use crate::entities::mentorship_request::{Column, Entity, Model, RequestState, between};
use crate::error::{Error, Result};
use crate::ids::RequestId;
use crate::signals::Name;
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Expires what is due, reading `batch` at a time, each in its own transaction, and returns how many.
///
/// # Errors
/// `ClockUncertain` while the clock is not trusted, and when the database does not respond.
pub async fn expire_due(app: &App, batch: u64) -> Result<u64> {
    if !app.clock_guard.trusts(&app.clock) {
        return Err(Error::ClockUncertain);
    }
    let mut expired = 0;
    loop {
        let due: Vec<RequestId> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.eq(RequestState::Open))
            .filter(Column::ExpiresAt.lte(app.clock.now()))
            .order_by_asc(Column::ExpiresAt)
            .order_by_asc(Column::Id)
            .limit(batch)
            .into_tuple()
            .all(app.db.reader())
            .await?;
        let is_last = (due.len() as u64) < batch;
        for id in due {
            let command = move |work| attempt(work, id);
            let was_due = Work::run(app, None, Workflow::Plain, command).await?;
            expired += u64::from(was_due);
        }
        if is_last {
            return Ok(expired);
        }
    }
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

pub(super) async fn expire(tx: &Tx, request: &Model) -> Result<()> {
    let expired = store::decide(tx, request, RequestState::Expired).await?;
    signals::emit(tx, Name::MentorshipExpired, &expired).await;
    emails::expired(tx, request).await
}
