//! Matches that ended: who ended them and why, and for how long the two are not shown to each other.

use crate::app::App;
use crate::entities::ended_match::{ActiveModel, Column, EndReason, EndedBy, Entity};
use crate::entities::matched;
use crate::entities::mentorship_request::{self, RequestState};
use crate::error::Result;
use crate::ids::{EndedMatchId, UserId};
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, SelectExt, Set,
};

/// Who ended a match, and why.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// Who ended it.
    pub by: EndedBy,
    /// Why, for administrators.
    pub reason: Option<EndReason>,
}

impl Ending {
    /// The end of a match because an account left or changed its role.
    pub(super) const BY_PLATFORM: Self = Self {
        by: EndedBy::Platform,
        reason: None,
    };
}

/// Records that a match ended.
pub(super) async fn record(tx: &Tx, ended: &matched::Model, ending: Ending) -> Result<()> {
    let row = ActiveModel {
        id: Set(EndedMatchId::new()),
        mentee_id: Set(ended.mentee_id),
        mentor_id: Set(ended.mentor_id),
        matched_at: Set(ended.matched_at),
        ended_at: Set(tx.app.clock.now()),
        ended_by: Set(ending.by),
        reason: Set(ending.reason),
    };
    row.insert(tx.rows()).await?;
    Ok(())
}

/// Whether a match of these two was ended by a person within the last `REMATCH_AFTER_DAYS`.
pub(super) async fn is_too_early(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<bool> {
    let recent = Entity::find()
        .filter(recent(since(&tx.app)))
        .filter(Column::MenteeId.eq(mentee))
        .filter(Column::MentorId.eq(mentor));
    Ok(recent.exists(tx.rows()).await?)
}

/// Whether it was the mentee or an administrator who ended the last match of these two, within the last
/// `REMATCH_AFTER_DAYS`: the mentor alone cannot undo that.
pub(super) async fn needs_consent(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<bool> {
    let recent = Entity::find()
        .filter(recent(since(&tx.app)))
        .filter(Column::MenteeId.eq(mentee))
        .filter(Column::MentorId.eq(mentor));
    let recent = recent.all(tx.rows()).await?;
    let last = recent.iter().max_by_key(|ended| (ended.ended_at, ended.id));
    Ok(last.is_some_and(|last| last.ended_by != EndedBy::Mentor))
}

/// The mentors that are not suggested to a mentee: former ones, and those who declined.
pub(super) fn hidden_mentors(app: &App, mentee: UserId) -> [SelectStatement; 2] {
    use mentorship_request::RequestKind::Request;
    let ended = Column::MenteeId.eq(mentee);
    let declined = mentorship_request::Column::MenteeId.eq(mentee);
    let declined = declined.and(mentorship_request::Column::Kind.eq(Request));
    [
        of_ended(app, Column::MentorId, ended),
        of_declined(app, mentorship_request::Column::MentorId, declined),
    ]
}

/// The mentees that are not suggested to a mentor: former ones, and those who declined.
pub(super) fn hidden_mentees(app: &App, mentor: UserId) -> [SelectStatement; 2] {
    use mentorship_request::RequestKind::Offer;
    let ended = Column::MentorId.eq(mentor);
    let declined = mentorship_request::Column::MentorId.eq(mentor);
    let declined = declined
        .and(mentorship_request::Column::Kind.eq(Offer))
        .and(mentorship_request::Column::Typed.is_null());
    [
        of_ended(app, Column::MenteeId, ended),
        of_declined(app, mentorship_request::Column::MenteeId, declined),
    ]
}

/// The pairs, mentee and mentor, of these mentees that are not suggested to at least one of the two.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn hidden_pairs(app: &App, mentees: &[UserId]) -> Result<Vec<(UserId, UserId)>> {
    let mut pairs: Vec<(UserId, UserId)> = Entity::find()
        .select_only()
        .column(Column::MenteeId)
        .column(Column::MentorId)
        .filter(Column::MenteeId.is_in(mentees.iter().copied()))
        .filter(recent(since(app)))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let declined: Vec<(UserId, UserId)> = mentorship_request::Entity::find()
        .select_only()
        .column(mentorship_request::Column::MenteeId)
        .column(mentorship_request::Column::MentorId)
        .filter(mentorship_request::Column::MenteeId.is_in(mentees.iter().copied()))
        .filter(mentorship_request::Column::State.eq(RequestState::Declined))
        .filter(mentorship_request::Column::DecidedAt.gt(since(app)))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    pairs.extend(declined);
    Ok(pairs)
}

fn of_ended(app: &App, column: Column, own: Expr) -> SelectStatement {
    Query::select()
        .column(column)
        .from(Entity)
        .and_where(own)
        .cond_where(recent(since(app)))
        .take()
}

fn of_declined(app: &App, column: mentorship_request::Column, own: Expr) -> SelectStatement {
    Query::select()
        .column(column)
        .from(mentorship_request::Entity)
        .and_where(own)
        .and_where(mentorship_request::Column::State.eq(RequestState::Declined))
        .and_where(mentorship_request::Column::DecidedAt.gt(since(app)))
        .take()
}

/// Matches that a person ended after this time. A block lasts as long as the mentee wants.
fn recent(since: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::EndedAt.gt(since))
        .add(Column::EndedBy.is_not_in([EndedBy::Platform, EndedBy::Block]))
}

fn since(app: &App) -> DateTime<Utc> {
    app.clock.now() - app.config.accounts.rematch_after
}
