//! Requests: mentees ask mentors, and mentors make offers to mentees.

use crate::ids::{RequestId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func};

/// A request of a mentee, or an offer of a mentor.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentorship_requests")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequestId,
    /// The mentee. `None` for an offer to an address that has no account which could accept it.
    pub mentee_id: Option<UserId>,
    /// The mentor.
    pub mentor_id: UserId,
    /// Who asks.
    pub kind: RequestKind,
    /// Its state, as the sender sees it.
    pub state: RequestState,
    /// Its state as the recipient sees it, where that differs.
    pub recipient_state: Option<RequestState>,
    /// The address that the mentor typed, for an offer to an address. Until it is accepted, the mentor must not learn
    /// whether an account has the address: whatever the mentee sees, it stays open for the mentor until it expires.
    pub typed: Option<String>,
    /// Whether the recipient does not see it.
    pub is_hidden: bool,
    /// What the sender wrote.
    pub note: String,
    /// Why it was declined, for administrators.
    pub decline_reason: Option<DeclineReason>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it waits for a decision.
    pub expires_at: DateTime<Utc>,
    /// When it left the state `Open`.
    pub decided_at: Option<DateTime<Utc>>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum RequestKind {
    /// A mentee asks a mentor.
    Request,
    /// A mentor makes an offer to a mentee.
    Offer,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum RequestState {
    /// Waits for the recipient's decision.
    Open,
    /// The two were matched.
    Accepted,
    /// The recipient declined.
    Declined,
    /// The sender withdrew it.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
    /// It became pointless: the mentee was matched, or one of the two no longer takes part.
    Closed,
}

/// Why a request was declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(32))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum DeclineReason {
    /// No time at the moment.
    NoTime,
    /// Someone else fits better.
    NotAGoodFit,
    /// No seat for another mentee.
    NoSeat,
    /// Something else.
    Other,
}

/// Has no relations: both accounts are loaded by id.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The account that asks, if it exists.
    #[must_use]
    pub const fn sender(&self) -> Option<UserId> {
        match self.kind {
            RequestKind::Request => self.mentee_id,
            RequestKind::Offer => Some(self.mentor_id),
        }
    }

    /// The account that decides and sees it.
    #[must_use]
    pub fn recipient(&self) -> Option<UserId> {
        if self.is_hidden {
            return None;
        }
        match self.kind {
            RequestKind::Request => Some(self.mentor_id),
            RequestKind::Offer => self.mentee_id,
        }
    }

    /// Its state as a person sees it now: one that is overdue has expired, whether or not that was recorded.
    #[must_use]
    pub fn state_for(&self, person: Option<UserId>, now: DateTime<Utc>) -> RequestState {
        let is_recipient = person.is_some() && self.recipient() == person;
        let state = self.recipient_state.filter(|_| is_recipient);
        match state.unwrap_or(self.state) {
            RequestState::Open if self.expires_at <= now => RequestState::Expired,
            state => state,
        }
    }
}

/// Requests with this person on either side.
#[must_use]
pub fn of(person: UserId) -> Condition {
    Condition::any()
        .add(Column::MenteeId.eq(person))
        .add(Column::MentorId.eq(person))
}

/// Open requests with this person on either side.
#[must_use]
pub fn open_of(person: UserId) -> Condition {
    Condition::all()
        .add(Column::State.eq(RequestState::Open))
        .add(of(person))
}

/// Open requests to a mentor, as the mentor sees them.
#[must_use]
pub fn waiting_for(mentor: UserId, now: DateTime<Utc>) -> Condition {
    // Not the column itself: the database would rather seek by it than by the mentor.
    let expires_at = Func::coalesce([Column::ExpiresAt.into_expr(), Column::ExpiresAt.into_expr()]);
    Condition::all()
        .add(Column::MentorId.eq(mentor))
        .add(Column::State.eq(RequestState::Open))
        .add(Column::Kind.eq(RequestKind::Request))
        .add(Column::IsHidden.eq(false))
        .add(Column::RecipientState.is_null())
        .add(Expr::from(expires_at).gt(now))
}

/// Requests of a mentee and a mentor.
#[must_use]
pub fn between(mentee: UserId, mentor: UserId) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::MentorId.eq(mentor))
}
