//! An offer to whoever has an address, for a mentor who must not learn whether an account has it.

use super::ask::{ensure_seat_to_offer, may_ask};
use super::store::{self, New};
use super::{emails, expire, signals};
use crate::app::App;
use crate::entities::mentorship_request::{Column, Entity, Model, RequestKind, RequestState};
use crate::entities::user::{self, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::rate_limits::Limit;
use crate::roster::admission::{self, PairStatus};
use crate::roster::rematch;
use crate::signals::Name;
use crate::work::Tx;
use rules::{Email, Note};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Charges the mentor's limit, and lets an earlier offer to the same address expire if it is overdue. Called before the
/// transaction.
///
/// # Errors
/// `RateLimited`, or when the database does not respond.
pub(in crate::roster) async fn prepare(app: &App, mentor: UserId, address: &Email) -> Result<()> {
    app.rate_limits
        .charge(Limit::Requests, &mentor.to_string())?;
    let now = app.clock.now();
    match earlier(app.db.reader(), mentor, address).await? {
        Some(earlier) if earlier.expires_at <= now => expire::expire_one(app, earlier.id).await,
        _ => Ok(()),
    }
}

/// Makes an offer to an address. Everything that the mentor sees is the same whether an account has the address, and what
/// the account is; so this never accepts a request of a mentee, whose address the mentor does not know. The caller has
/// locked both accounts.
///
/// # Errors
/// `ROSTER_FULL`, `REQUEST_LIMIT_REACHED`, or the mentor's own account does not take part.
pub(in crate::roster) async fn offer(
    tx: &Tx,
    mentor: &user::Model,
    mentee: Option<&user::Model>,
    address: &Email,
) -> Result<()> {
    may_ask(mentor)?;
    // Without an account, the same is read of the mentor, so that the work does not disclose which it is.
    let read = mentee.unwrap_or(mentor);
    let status = admission::pair_status(tx.rows(), mentor, Some(read)).await?;
    if earlier(tx.rows(), mentor.id, address).await?.is_some() {
        return Ok(());
    }
    ensure_seat_to_offer(tx, mentor, status).await?;
    let to = mentee.filter(|mentee| can_accept(status, mentee));
    let is_too_early = rematch::is_too_early(tx, read.id, mentor.id).await?;
    let new = New {
        mentee_id: to.map(|mentee| mentee.id),
        mentor_id: mentor.id,
        kind: RequestKind::Offer,
        typed: Some(address.as_str().to_owned()),
        is_hidden: to.is_none() || is_too_early,
        note: Note::default(),
    };
    let stored = store::insert(tx, new).await?;
    signals::emit(tx, Name::MentorshipOffered, &stored).await;
    match to.filter(|_| !stored.is_hidden) {
        Some(mentee) => emails::asked_of(tx, &stored, mentee).await,
        None => emails::asked_of_nobody(tx, mentor).await,
    }
}

async fn earlier(
    rows: &impl ConnectionTrait,
    mentor: UserId,
    address: &Email,
) -> Result<Option<Model>> {
    let earlier = Entity::find()
        .filter(Column::MentorId.eq(mentor))
        .filter(Column::Typed.eq(address.as_str()))
        .filter(Column::State.eq(RequestState::Open));
    Ok(earlier.one(rows).await?)
}

fn can_accept(status: PairStatus, mentee: &user::Model) -> bool {
    mentee.is_presentable(Role::Mentee) && status.current.is_none() && !status.is_blocked
}
