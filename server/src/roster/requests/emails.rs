//! Emails about requests, to those who want them. They hold neither the note nor a reason.

use super::pair::Pair;
use crate::entities::email::{Details, EmailKind};
use crate::entities::mentorship_request::{Model, RequestKind};
use crate::entities::{readiness_check, user};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{NewEmail, Tx};
use chrono::{DateTime, Utc};

/// Notifies the recipient of a new request.
pub(super) async fn asked(tx: &Tx, request: &Model, pair: &Pair) -> Result<()> {
    let recipient = match request.kind {
        RequestKind::Request => &pair.mentor,
        RequestKind::Offer => &pair.mentee,
    };
    asked_of(tx, request, recipient).await
}

/// Notifies this recipient of a new request.
pub(super) async fn asked_of(tx: &Tx, request: &Model, recipient: &user::Model) -> Result<()> {
    let kind = match request.kind {
        RequestKind::Request => EmailKind::MentorshipRequested,
        RequestKind::Offer => EmailKind::MentorshipOffered,
    };
    queue(tx, recipient, kind, request, request.sender()).await
}

/// Reads and writes what `asked_of` would, in place of an email to nobody.
pub(super) async fn asked_of_nobody(tx: &Tx, sender: &user::Model) -> Result<()> {
    let kind = EmailKind::MentorshipOffered;
    tx.has_queued(sender, kind).await?;
    tx.has_queued(sender, kind).await?;
    let now = tx.app.clock.now();
    readiness_check::write_in_place_of_another(tx.rows(), now).await?;
    Ok(())
}

/// Notifies the sender that the recipient declined.
pub(super) async fn declined(tx: &Tx, request: &Model, pair: &Pair) -> Result<()> {
    let (sender, recipient) = match request.kind {
        RequestKind::Request => (&pair.mentee, pair.mentor.id),
        RequestKind::Offer => (&pair.mentor, pair.mentee.id),
    };
    queue(
        tx,
        sender,
        EmailKind::RequestDeclined,
        request,
        Some(recipient),
    )
    .await
}

/// Notifies the sender that nobody decided in time. The email about an offer to an address names nobody.
pub(super) async fn expired(tx: &Tx, request: &Model) -> Result<()> {
    let Some(sender) = request.sender() else {
        return Ok(());
    };
    let recipient = match request.kind {
        RequestKind::Request => Some(request.mentor_id),
        RequestKind::Offer => request.mentee_id.filter(|_| request.typed.is_none()),
    };
    if let Some(sender) = users::lock(tx, sender).await? {
        queue(tx, &sender, EmailKind::RequestExpired, request, recipient).await?;
    }
    Ok(())
}

/// Notifies the mentor that the mentee was matched with someone else, by an email that may be held for some time.
pub(super) async fn closed(
    tx: &Tx,
    request: &Model,
    held_until: Option<DateTime<Utc>>,
) -> Result<()> {
    if let Some(mentor) = users::lock(tx, request.mentor_id).await? {
        let kind = EmailKind::RequestClosed;
        let email = NewEmail {
            held_until,
            ..about(kind, request, request.mentee_id)
        };
        send(tx, &mentor, email).await?;
    }
    Ok(())
}

/// Notifies a mentor that a seat is free for those who wait.
pub(super) async fn seat_free(tx: &Tx, mentor: &user::Model) -> Result<()> {
    if wants(mentor) {
        tx.queue_requested_email(mentor, EmailKind::SeatFree)
            .await?;
    }
    Ok(())
}

async fn queue(
    tx: &Tx,
    to: &user::Model,
    kind: EmailKind,
    request: &Model,
    person_id: Option<UserId>,
) -> Result<()> {
    send(tx, to, about(kind, request, person_id)).await
}

/// An email about a request and the other person.
fn about(kind: EmailKind, request: &Model, person_id: Option<UserId>) -> NewEmail {
    let details = Details {
        person_id,
        ..Details::default()
    };
    NewEmail {
        topic: request.id.to_string(),
        ..NewEmail::with(kind, details)
    }
}

async fn send(tx: &Tx, to: &user::Model, email: NewEmail) -> Result<()> {
    if wants(to) {
        tx.queue_requested_email(to, email).await?;
    }
    Ok(())
}

const fn wants(user: &user::Model) -> bool {
    user.emails_about_matches && user.is_active && user.is_verified
}
