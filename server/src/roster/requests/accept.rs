//! Accepts a request: the two are matched.

use super::pair::{self, Pair};
use super::{Asked, Side, actor, ask, close, lock_open};
use crate::app::App;
use crate::auth::Member;
use crate::entities::mentorship_request::{Entity, Model, RequestKind};
use crate::error::{Error, Result};
use crate::ids::{RequestId, UserId};
use crate::roster::{admission, begin_match, eligibility, roster_access};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Violation};
use sea_orm::EntityTrait;

/// Accepts a request or an offer that the member received, and closes the mentee's other ones.
///
/// # Errors
/// `REQUEST_NOT_FOUND`, `REQUEST_NOT_OPEN`, `ROSTER_FULL`, `MENTOR_NOT_APPROVED`; `MENTEE_UNAVAILABLE` or
/// `MENTOR_UNAVAILABLE` when the sender no longer takes part.
pub async fn accept_request(app: &App, member: &Member, id: RequestId) -> Result<Asked> {
    let member_id = actor(member);
    Work::run(app, Some(member_id), Workflow::Plain, move |work| {
        attempt(work, member_id, id)
    })
    .await
}

async fn attempt(work: Work, member_id: UserId, id: RequestId) -> Result<Committed<Asked>> {
    let tx = work.begin().await?;
    let request = lock_open(&tx, member_id, Side::Recipient, id).await?;
    let pair = pair::of(&tx, &request).await?;
    if request.kind == RequestKind::Request && close::of_address_block(&tx, &request).await? {
        let error = Error::refused(Code::RequestNotOpen);
        return Err(tx.commit_failure(error).await);
    }
    let accepted = conclude(&tx, &request, &pair).await?;
    tx.commit(accepted).await
}

/// Matches the two and returns the accepted request. The caller has locked both accounts and those of everyone whose
/// request ends with this.
pub(super) async fn conclude(tx: &Tx, request: &Model, pair: &Pair) -> Result<Asked> {
    let Pair { mentee, mentor } = pair;
    let by_mentor = request.kind == RequestKind::Request;
    let mut status = admission::pair_status(tx.rows(), mentor, Some(mentee)).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    // Mentors may override their own pause, and nobody else may.
    let capacity = mentor.capacity(max_mentees);
    if !by_mentor && status.taken >= capacity {
        return Err(roster_access::full(capacity).into());
    }
    // With private registrations, a refusal would disclose that this mentor has an address which the mentee has blocked.
    // The mentee chooses the mentor now.
    if !by_mentor && tx.app.config.accounts.private_registration {
        status.is_blocked = status.is_chosen;
    }
    admission::check(status, max_mentees, mentor, Some(mentee))
        .map_err(|violation| unavailable(request.kind, violation))?;
    if by_mentor {
        ask::may_ask(mentor)?;
    }
    if !mentor.is_presentable(mentor.role) {
        return Err(Error::refused(Code::MentorUnavailable));
    }
    begin_match::begin(tx, mentor, mentee).await?;
    let accepted = Entity::find_by_id(request.id).one(tx.rows()).await?;
    let request = accepted.ok_or_else(|| Error::refused(Code::RequestNotFound))?;
    let warnings = match by_mentor {
        true => eligibility::warnings(mentor, mentee),
        false => Vec::new(),
    };
    Ok(Asked { request, warnings })
}

/// The refusal for the one who accepts: it names no field, since none was filled in.
fn unavailable(kind: RequestKind, violation: Violation) -> Violation {
    let code = match (violation.code, kind) {
        (Code::RosterFull, _) => return violation,
        (_, RequestKind::Request) => Code::MenteeUnavailable,
        (_, RequestKind::Offer) => Code::MentorUnavailable,
    };
    Violation::general(code)
}
