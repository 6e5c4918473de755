//! Emits the signals of requests: one about each of the two accounts, so that each has it in its own stream.

use crate::entities::mentorship_request::Model;
use crate::signals::{Name, RequestSide, Signal};
use crate::work::Tx;
use sea_orm::ActiveEnum;

/// Why a request ended that nobody declined, as its signal says.
#[derive(Debug, Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Cause {
    /// The sender withdrew it.
    Withdrawn,
    /// The mentee was matched with someone else.
    MenteeMatched,
    /// One of the two no longer takes part.
    ParticipantLeft,
}

/// Emits a signal about the accounts that see the request.
pub(super) async fn emit(tx: &Tx, name: Name, request: &Model) {
    for signal in of(name, request) {
        tx.emit(signal).await;
    }
}

/// Emits `mentorship_withdrawn`.
pub(super) async fn emit_withdrawn(tx: &Tx, request: &Model, cause: Cause) {
    for signal in of(Name::MentorshipWithdrawn, request) {
        let signal = signal.also("cause", <&str>::from(cause));
        // Who made the match is nobody's business.
        tx.emit(match cause {
            Cause::Withdrawn => signal,
            Cause::MenteeMatched | Cause::ParticipantLeft => signal.without_actor(),
        })
        .await;
    }
}

/// Emits `mentorship_declined`; only administrators see the reason.
pub(super) async fn emit_declined(tx: &Tx, request: &Model) {
    for signal in of(Name::MentorshipDeclined, request) {
        tx.emit(signal.declined_because(reason(request))).await;
    }
}

/// Emits `mentorship_declined` about the mentee only, for an offer to an address.
pub(super) async fn emit_declined_unseen(tx: &Tx, request: &Model) {
    if let Some(mentee) = request.mentee_id {
        let mentor = Some(request.mentor_id);
        let (name, side) = (Name::MentorshipDeclined, RequestSide::Mentee);
        let signal = Signal::of_request(name, mentee, side, mentor, request.id);
        tx.emit(signal.declined_because(reason(request))).await;
    }
}

fn reason(request: &Model) -> Option<String> {
    request.decline_reason.map(|reason| reason.to_value())
}

fn of(name: Name, request: &Model) -> Vec<Signal> {
    let shown = [request.sender(), request.recipient()];
    let mut signals = Vec::with_capacity(2);
    if let Some(mentee) = request.mentee_id.filter(|id| shown.contains(&Some(*id))) {
        let mentor = Some(request.mentor_id);
        signals.push(Signal::of_request(
            name,
            mentee,
            RequestSide::Mentee,
            mentor,
            request.id,
        ));
    }
    if shown.contains(&Some(request.mentor_id)) {
        // An offer to an address says nothing about who has it.
        let mentee = request.mentee_id.filter(|_| request.typed.is_none());
        signals.push(Signal::of_request(
            name,
            request.mentor_id,
            RequestSide::Mentor,
            mentee,
            request.id,
        ));
    }
    signals
}
