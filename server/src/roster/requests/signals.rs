//! Emits the signals of requests: one about each of the two accounts, so that each has it in its own stream.

use crate::entities::mentorship_request::Model;
use crate::ids::UserId;
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
        // The actor may be an administrator or the other mentor, which is not disclosed.
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

/// Emits `mentorship_withdrawn` about the mentor only, for a request that stays open for the mentee.
pub(super) async fn emit_withdrawn_unseen(tx: &Tx, request: &Model) {
    let (name, side) = (Name::MentorshipWithdrawn, RequestSide::Mentor);
    let mentor = request.mentor_id;
    let signal = Signal::of_request(name, mentor, side, request.mentee_id, request.id);
    tx.emit(signal.also("cause", <&str>::from(Cause::Withdrawn)))
        .await;
}

/// Two signals in any case: from the cursors of their own signals, members see how many were recorded, and must not
/// learn from that whether a request has a recipient.
fn of(name: Name, request: &Model) -> [Signal; 2] {
    let sees = |person| request.sender() == Some(person) || is_seen_by(request, person);
    let to_mentee = match request.mentee_id.filter(|mentee| sees(*mentee)) {
        Some(mentee) => {
            let mentor = Some(request.mentor_id);
            Signal::of_request(name, mentee, RequestSide::Mentee, mentor, request.id)
        }
        None => Signal::of_unseen_request(name, request.id),
    };
    let to_mentor = match sees(request.mentor_id) {
        true => {
            // An offer to an address says nothing about who has it.
            let mentee = request.mentee_id.filter(|_| request.typed.is_none());
            let mentor = request.mentor_id;
            Signal::of_request(name, mentor, RequestSide::Mentor, mentee, request.id)
        }
        false => Signal::of_unseen_request(name, request.id),
    };
    [to_mentee, to_mentor]
}

/// Whether a person sees it as its recipient, and it did not end for them before.
fn is_seen_by(request: &Model, person: UserId) -> bool {
    request.recipient() == Some(person) && request.recipient_state.is_none()
}
