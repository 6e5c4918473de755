//! Accepts a request: the two are matched.

use super::pair::{self, Pair};
use super::{Asked, Side, actor, lock_open};
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
/// `REQUEST_NOT_FOUND`, `REQUEST_NOT_OPEN`, `ROSTER_FULL`; `MENTEE_UNAVAILABLE` or `MENTOR_UNAVAILABLE` when the sender no
/// longer takes part.
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
    let accepted = conclude(&tx, &request, &pair).await?;
    tx.commit(accepted).await
}

/// Matches the two and returns the accepted request. The caller has locked both accounts and those of everyone whose
/// request ends with this.
pub(super) async fn conclude(tx: &Tx, request: &Model, pair: &Pair) -> Result<Asked> {
    let Pair { mentee, mentor } = pair;
    let status = admission::pair_status(tx.rows(), mentor, Some(mentee)).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    admission::check(status, max_mentees, mentor, Some(mentee))
        .map_err(|violation| unavailable(request.kind, violation))?;
    let by_mentor = request.kind == RequestKind::Request;
    // Mentors may override their own pause, and nobody else may.
    let capacity = mentor.capacity(max_mentees);
    if !by_mentor && status.taken >= capacity {
        return Err(roster_access::full(capacity).into());
    }
    if !mentor.is_presentable(mentor.role) {
        return Err(Error::refused(Code::MentorUnavailable));
    }
    begin_match::begin(tx, mentor, mentee, tx.app.clock.now()).await?;
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
