//! Reads and writes requests.

use crate::entities::mentorship_request::{
    ActiveModel, Column, DeclineReason, Entity, Model, RequestKind, RequestState, between,
};
use crate::error::{Error, Result};
use crate::ids::{RequestId, UserId};
use crate::work::Tx;
use rules::{Code, Note, Param, Violation};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, SelectExt, Set,
    SqlErr, Unchanged,
};

/// A request that is about to be stored.
pub(super) struct New {
    pub(super) mentee_id: Option<UserId>,
    pub(super) mentor_id: UserId,
    pub(super) kind: RequestKind,
    pub(super) typed: Option<String>,
    pub(super) is_hidden: bool,
    pub(super) note: Note,
}

pub(super) async fn insert(tx: &Tx, new: New) -> Result<Model> {
    let now = tx.app.clock.now();
    let row = ActiveModel {
        id: Set(RequestId::new()),
        mentee_id: Set(new.mentee_id),
        mentor_id: Set(new.mentor_id),
        kind: Set(new.kind),
        state: Set(RequestState::Open),
        recipient_state: Set(None),
        typed: Set(new.typed),
        is_hidden: Set(new.is_hidden),
        note: Set(new.note.into_string()),
        decline_reason: Set(None),
        created_at: Set(now),
        expires_at: Set(now + tx.app.config.accounts.request_lifetime),
        decided_at: Set(None),
    };
    row.insert(tx.rows())
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(Code::RequestAlreadyOpen),
            _ => error.into(),
        })
}

/// Moves a request to a state and returns it.
pub(super) async fn decide(tx: &Tx, request: &Model, state: RequestState) -> Result<Model> {
    let row = ActiveModel {
        id: Unchanged(request.id),
        state: Set(state),
        decided_at: Set(Some(tx.app.clock.now())),
        ..Default::default()
    };
    Ok(row.update(tx.rows()).await?)
}

/// Records that the two were matched. From now on both see the request, and whom it is to.
pub(super) async fn accept(tx: &Tx, request: &Model) -> Result<Model> {
    let row = ActiveModel {
        id: Unchanged(request.id),
        state: Set(RequestState::Accepted),
        decided_at: Set(Some(tx.app.clock.now())),
        recipient_state: Set(None),
        decline_reason: Set(None),
        is_hidden: Set(false),
        typed: Set(None),
        ..Default::default()
    };
    Ok(row.update(tx.rows()).await?)
}

/// Records that the recipient declined. An offer to an address stays open for its sender.
pub(super) async fn decline(
    tx: &Tx,
    request: &Model,
    reason: Option<DeclineReason>,
) -> Result<Model> {
    let row = ActiveModel {
        id: Unchanged(request.id),
        decline_reason: Set(reason),
        ..Default::default()
    };
    let row = match request.typed {
        Some(_) => ActiveModel {
            recipient_state: Set(Some(RequestState::Declined)),
            ..row
        },
        None => ActiveModel {
            state: Set(RequestState::Declined),
            decided_at: Set(Some(tx.app.clock.now())),
            ..row
        },
    };
    Ok(row.update(tx.rows()).await?)
}

/// Moves a request to a state for its recipient only.
pub(super) async fn end_for_recipient(tx: &Tx, request: &Model, state: RequestState) -> Result<()> {
    let row = ActiveModel {
        id: Unchanged(request.id),
        recipient_state: Set(Some(state)),
        ..Default::default()
    };
    row.update(tx.rows()).await?;
    Ok(())
}

/// Detaches a mentee from the offers to addresses: for their mentors they stay what they are.
pub(super) async fn detach(tx: &Tx, mentee: UserId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::IsHidden, true.into())
        .col_expr(Column::MenteeId, Expr::value(None::<UserId>))
        .filter(Column::MenteeId.eq(mentee))
        .filter(Column::Typed.is_not_null())
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// The open requests of a pair in both directions, oldest first.
pub(super) async fn open_between(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<Vec<Model>> {
    let open = Entity::find()
        .filter(between(mentee, mentor))
        .filter(Column::State.eq(RequestState::Open))
        .filter(Column::ExpiresAt.gt(tx.app.clock.now()));
    let mut open = open.all(tx.rows()).await?;
    open.sort_by_key(|request| request.id);
    Ok(open)
}

/// The number of a person's open requests of a kind.
pub(super) async fn open_sent(tx: &Tx, sender: UserId, kind: RequestKind) -> Result<u32> {
    let column = match kind {
        RequestKind::Request => Column::MenteeId,
        RequestKind::Offer => Column::MentorId,
    };
    let open = Entity::find()
        .filter(column.eq(sender))
        .filter(Column::State.eq(RequestState::Open))
        .filter(Column::Kind.eq(kind))
        .filter(Column::ExpiresAt.gt(tx.app.clock.now()));
    Ok(u32::try_from(open.count(tx.rows()).await?).unwrap_or(u32::MAX))
}

/// Whether the recipient of requests of this kind declined one within the last `REMATCH_AFTER_DAYS`.
pub(super) async fn was_declined(
    tx: &Tx,
    mentee: UserId,
    mentor: UserId,
    kind: RequestKind,
) -> Result<bool> {
    let since = tx.app.clock.now() - tx.app.config.accounts.rematch_after;
    let declined = Entity::find()
        .filter(between(mentee, mentor))
        .filter(Column::Kind.eq(kind))
        .filter(Column::State.eq(RequestState::Declined))
        .filter(Column::DecidedAt.gt(since));
    Ok(declined.exists(tx.rows()).await?)
}

/// The refusal of one more request.
pub(super) fn limit_reached(max: u32) -> Error {
    Violation::general(Code::RequestLimitReached)
        .with("max", Param::Number(max))
        .into()
}
