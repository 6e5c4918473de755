//! Ends requests that became pointless, in the transaction of what made them so.

use super::signals::Cause;
use super::{decline, emails, signals, store};
use crate::entities::blacklist;
use crate::entities::mentorship_request::{
    Column, Entity, Model, RequestKind, RequestState, between, open_of,
};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Name;
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, SelectExt};

/// Ends the open requests of a mentee who was matched: those between the two are accepted, all others closed, and their
/// mentors notified, by emails that may be held for some time. The caller has locked all of them.
///
/// # Errors
/// When the database does not respond.
pub(in crate::roster) async fn of_match(
    tx: &Tx,
    mentee: UserId,
    mentor: UserId,
    held_until: Option<DateTime<Utc>>,
) -> Result<()> {
    let of_mentee = Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::State.eq(RequestState::Open));
    for request in open(tx, of_mentee).await? {
        if request.mentor_id == mentor {
            accept(tx, &request).await?;
        } else if close(tx, &request, Cause::MenteeMatched).await? {
            emails::closed(tx, &request, held_until).await?;
        }
    }
    Ok(())
}

/// With the match both see the request, whatever it was before.
async fn accept(tx: &Tx, request: &Model) -> Result<()> {
    let accepted = store::accept(tx, request).await?;
    signals::emit(tx, Name::MentorshipAccepted, &accepted).await;
    Ok(())
}

/// Closes the open requests of a person who no longer takes part, or not in this role. The caller has locked everyone
/// concerned.
///
/// # Errors
/// When the database does not respond.
pub(in crate::roster) async fn of_person(tx: &Tx, person: UserId) -> Result<()> {
    for request in open(tx, open_of(person)).await? {
        match request.mentor_id == person {
            // Whoever leaves may know that the offer ends.
            true => end(tx, &request, Cause::ParticipantLeft).await?,
            false => drop(close(tx, &request, Cause::ParticipantLeft).await?),
        }
    }
    store::detach(tx, person).await
}

/// Ends, for the mentor only, the open requests of a mentee who blocked the mentor's address: that they end for the
/// mentee would disclose whose address it is.
///
/// # Errors
/// When the database does not respond.
pub(in crate::roster) async fn of_blocked_address(
    tx: &Tx,
    mentee: UserId,
    mentor: UserId,
) -> Result<()> {
    let of_pair = between(mentee, mentor)
        .add(Column::State.eq(RequestState::Open))
        .add(Column::RecipientState.is_null());
    for request in open(tx, of_pair).await? {
        if request.kind == RequestKind::Request && !request.is_hidden {
            store::end_for_recipient(tx, &request, RequestState::Withdrawn).await?;
            signals::emit_withdrawn_unseen(tx, &request).await;
        }
    }
    Ok(())
}

/// Ends a request like `of_blocked_address` if the mentor got an address that the mentee had blocked. Returns whether
/// it did.
pub(super) async fn of_address_block(tx: &Tx, request: &Model) -> Result<bool> {
    let Some(mentee) = request.mentee_id else {
        return Ok(false);
    };
    let block = blacklist::Entity::find().filter(blacklist::between(mentee, request.mentor_id));
    let is_blocked = block.exists(tx.rows()).await?;
    if is_blocked {
        of_blocked_address(tx, mentee, request.mentor_id).await?;
    }
    Ok(is_blocked)
}

/// Ends the open requests of a mentee who blocks a mentor, as if the mentee had withdrawn and declined them: the mentor
/// must see no difference.
///
/// # Errors
/// When the database does not respond.
pub(in crate::roster) async fn of_blocked(tx: &Tx, mentee: UserId, mentor: UserId) -> Result<()> {
    let of_pair = between(mentee, mentor).add(Column::State.eq(RequestState::Open));
    for request in open(tx, of_pair).await? {
        match request.kind {
            RequestKind::Request => {
                let withdrawn = store::decide(tx, &request, RequestState::Withdrawn).await?;
                signals::emit_withdrawn(tx, &withdrawn, Cause::Withdrawn).await;
            }
            RequestKind::Offer => {
                decline::decline(tx, &request, None).await?;
            }
        }
    }
    Ok(())
}

async fn open(tx: &Tx, which: Condition) -> Result<Vec<Model>> {
    let mut open = Entity::find().filter(which).all(tx.rows()).await?;
    open.sort_by_key(|request| request.id);
    Ok(open)
}

/// Closes a request. Returns whether its mentor knew of it: an offer to an address stays open for its sender, who must
/// not learn that an account has the address.
async fn close(tx: &Tx, request: &Model, cause: Cause) -> Result<bool> {
    if request.typed.is_some() {
        if request.recipient_state.is_none() && !request.is_hidden {
            store::end_for_recipient(tx, request, RequestState::Closed).await?;
        }
        return Ok(false);
    }
    end(tx, request, cause).await?;
    let mentor = Some(request.mentor_id);
    let is_seen = request.recipient() == mentor && request.recipient_state.is_none();
    Ok(request.sender() == mentor || is_seen)
}

/// Closes a request for both.
async fn end(tx: &Tx, request: &Model, cause: Cause) -> Result<()> {
    let closed = store::decide(tx, request, RequestState::Closed).await?;
    signals::emit_withdrawn(tx, &closed, cause).await;
    Ok(())
}
