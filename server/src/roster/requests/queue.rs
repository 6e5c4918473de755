//! The queue of a mentor whose roster is full: who waits for a seat, in the order in which they asked.

use super::emails;
use crate::app::App;
use crate::entities::mentorship_request::{Column, Entity, RequestKind, RequestState, waiting_for};
use crate::entities::user;
use crate::error::Result;
use crate::ids::{RequestId, UserId};
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SubQueryStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, SelectExt};
use std::collections::HashMap;

/// The alias for the requests of others.
const OTHERS: &str = "others";

/// Returns the positions of open requests in the queues of their mentors, from 1.
///
/// # Errors
/// When the database does not respond.
pub async fn positions(app: &App, requests: &[RequestId]) -> Result<HashMap<RequestId, u32>> {
    let ahead = Expr::from(SubQueryStatement::from(ahead(app.clock.now())));
    let rows: Vec<(RequestId, i64)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .expr_as(ahead, "ahead")
        .filter(Column::Id.is_in(requests.iter().copied()))
        .filter(Column::State.eq(RequestState::Open))
        .filter(Column::Kind.eq(RequestKind::Request))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let position = |ahead: i64| u32::try_from(ahead.saturating_add(1)).unwrap_or(u32::MAX);
    Ok(rows
        .into_iter()
        .map(|(id, ahead)| (id, position(ahead)))
        .collect())
}

/// The number of those who asked the same mentor before.
fn ahead(now: DateTime<Utc>) -> SelectStatement {
    let theirs = |column| Expr::col((Alias::new(OTHERS), column));
    let own = |column| Expr::col((Entity, column));
    let earlier = Expr::tuple([theirs(Column::CreatedAt), theirs(Column::Id)])
        .lt(Expr::tuple([own(Column::CreatedAt), own(Column::Id)]));
    Query::select()
        .expr(theirs(Column::Id).count())
        .from_as(Entity, Alias::new(OTHERS))
        .and_where(theirs(Column::MentorId).equals((Entity, Column::MentorId)))
        .and_where(theirs(Column::State).eq(RequestState::Open))
        .and_where(theirs(Column::Kind).eq(RequestKind::Request))
        .and_where(theirs(Column::IsHidden).eq(false))
        .and_where(theirs(Column::RecipientState).is_null())
        .and_where(theirs(Column::ExpiresAt).gt(now))
        .and_where(earlier)
        .take()
}

/// Notifies mentors of whom a seat became free, if someone waits for it, and gives those who wait the full time for a
/// decision. The caller has locked the mentors.
///
/// # Errors
/// When the database does not respond.
pub(in crate::roster) async fn seats_became_free(tx: &Tx, mentors: &[UserId]) -> Result<()> {
    for mentor in mentors {
        let now = tx.app.clock.now();
        let until = now + tx.app.config.accounts.request_lifetime;
        Entity::update_many()
            .col_expr(Column::ExpiresAt, until.into())
            .filter(open_to(*mentor, now))
            .exec(tx.rows())
            .await?;
        let waiting = Entity::find().filter(waiting_for(*mentor, now));
        if !waiting.exists(tx.rows()).await? {
            continue;
        }
        let mentor = user::Entity::find_by_id(*mentor).one(tx.rows()).await?;
        if let Some(mentor) = mentor {
            emails::seat_free(tx, &mentor).await?;
        }
    }
    Ok(())
}

/// The open requests to a mentor, also those that the mentor does not see: for their senders they are like the others.
fn open_to(mentor: UserId, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::MentorId.eq(mentor))
        .add(Column::State.eq(RequestState::Open))
        .add(Column::Kind.eq(RequestKind::Request))
        .add(Column::ExpiresAt.gt(now))
}
