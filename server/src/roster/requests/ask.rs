//! A mentee asks a mentor, or a mentor makes an offer to a mentee.

use super::pair::{self, Pair};
use super::store::{self, New};
use super::{Asked, accept, actor, by_mentee, emails, expire, signals};
use crate::app::App;
use crate::auth::Member;
use crate::entities::mentorship_request::{Model, RequestKind};
use crate::entities::user::{self, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::rate_limits::Limit;
use crate::roster::admission::{self, PairStatus};
use crate::roster::{blacklist_mentor, rematch, roster_access};
use crate::signals::Name;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Note};

const ACCEPTED_BY_THE_MEMBER: &str =
    "The other side has asked already. Only the member can accept that.";

/// Asks a mentor. If the mentor has made the caller an offer, the two are matched.
///
/// # Errors
/// What is wrong with the note; `NOT_A_MENTEE`, `ALREADY_MATCHED`, `MENTOR_NOT_FOUND`, `MENTOR_BLOCKED`,
/// `REQUEST_ALREADY_OPEN`, `REQUEST_DECLINED` or `REQUEST_LIMIT_REACHED`.
pub async fn request_mentor(
    app: &App,
    member: &Member,
    mentor_id: UserId,
    note: &str,
) -> Result<Asked> {
    let (mentee_id, note) = (actor(member), checked(app, member, note)?);
    Work::run(app, member.actor(), Workflow::Plain, move |work| {
        request(work, mentee_id, mentor_id, note)
    })
    .await
}

async fn request(
    work: Work,
    mentee_id: UserId,
    mentor_id: UserId,
    note: Note,
) -> Result<Committed<Asked>> {
    let is_supported = work.actor().impersonator_id.is_some();
    let tx = work.begin().await?;
    let (mentee, mentor) = pair::lock_people(&tx, mentee_id, mentor_id).await?;
    let mentee = blacklist_mentor::mentee(mentee.as_slice(), mentee_id)?.clone();
    may_ask(&mentee)?;
    let mentor = mentor
        .filter(|mentor| mentor.is_presentable(Role::Mentor))
        .ok_or_else(|| Error::refused_at(Code::MentorNotFound, "mentorId"))?;
    let pair = Pair { mentee, mentor };
    let status = admission::pair_status(tx.rows(), &pair.mentor, Some(&pair.mentee)).await?;
    if status.current.is_some() {
        return Err(Error::refused(Code::AlreadyMatched));
    }
    let is_disclosed = status.is_chosen || !tx.app.config.accounts.private_registration;
    if status.is_blocked && is_disclosed {
        return Err(Error::refused_at(Code::MentorBlocked, "mentorId"));
    }
    let kind = RequestKind::Request;
    if let Some(accepted) = accept_open(&tx, &pair, kind, is_supported).await? {
        return tx.commit(accepted).await;
    }
    if store::was_declined(&tx, mentee_id, mentor_id, kind).await? {
        return Err(Error::refused(Code::RequestDeclined));
    }
    let max = tx.app.config.accounts.max_open_requests;
    if store::open_sent(&tx, mentee_id, kind).await? >= max {
        return Err(store::limit_reached(max));
    }
    // The mentor does not see a request of someone who has blocked their address.
    let stored = send(&tx, &pair, kind, note, status.is_blocked).await?;
    tx.commit(stored.into()).await
}

/// Makes an offer to a mentee. If the mentee has asked the caller, the two are matched.
///
/// # Errors
/// What is wrong with the note; `NOT_A_MENTOR`, `MENTOR_NOT_APPROVED`, `ROSTER_FULL`, `MENTEE_NOT_FOUND`,
/// `MENTEE_UNAVAILABLE` (also for a mentee who has blocked the caller), `REQUEST_ALREADY_OPEN`, `REQUEST_DECLINED` or
/// `REQUEST_LIMIT_REACHED`.
pub async fn offer_mentoring(
    app: &App,
    member: &Member,
    mentee_id: UserId,
    note: &str,
) -> Result<Asked> {
    let (mentor_id, note) = (actor(member), checked(app, member, note)?);
    Work::run(app, member.actor(), Workflow::Plain, move |work| {
        offer(work, mentor_id, mentee_id, note)
    })
    .await
}

async fn offer(
    work: Work,
    mentor_id: UserId,
    mentee_id: UserId,
    note: Note,
) -> Result<Committed<Asked>> {
    let is_supported = work.actor().impersonator_id.is_some();
    let tx = work.begin().await?;
    let (mentee, mentor) = pair::lock_people(&tx, mentee_id, mentor_id).await?;
    let mentor = roster_access::check(mentor.as_ref())
        .map_err(Error::refused)?
        .clone();
    may_ask(&mentor)?;
    let mentee = mentee
        .filter(|mentee| mentee.role == Role::Mentee && !mentee.is_deleted())
        .ok_or_else(|| Error::refused_at(Code::MenteeNotFound, "menteeId"))?;
    let pair = Pair { mentee, mentor };
    let status = admission::pair_status(tx.rows(), &pair.mentor, Some(&pair.mentee)).await?;
    let kind = RequestKind::Offer;
    // Before what is not disclosed: a mentee who blocks the mentor declines at the same time.
    let has_asked = !status.is_blocked && by_mentee::has_asked(&tx, mentee_id, mentor_id).await?;
    if !has_asked && store::was_declined(&tx, mentee_id, mentor_id, kind).await? {
        return Err(Error::refused(Code::RequestDeclined));
    }
    let is_available = status.current.is_none() && pair.mentee.is_presentable(Role::Mentee);
    if !is_available || status.is_blocked {
        return Err(Error::refused_at(Code::MenteeUnavailable, "menteeId"));
    }
    if let Some(accepted) = accept_open(&tx, &pair, kind, is_supported).await? {
        return tx.commit(accepted).await;
    }
    ensure_seat_to_offer(&tx, &pair.mentor, status).await?;
    let stored = send(&tx, &pair, kind, note, false).await?;
    tx.commit(stored.into()).await
}

/// Charges the member's limit and checks the note.
pub(super) fn checked(app: &App, member: &Member, note: &str) -> Result<Note> {
    let note = Note::parse(note)?;
    let sender = member.user().id.to_string();
    app.rate_limits.charge(Limit::Requests, &sender)?;
    Ok(note)
}

/// Refuses to ask for someone who would not be shown to others.
pub(super) fn may_ask(sender: &user::Model) -> Result<()> {
    match sender.is_presentable(sender.role) {
        true => Ok(()),
        false if sender.participates(sender.role) => Err(Error::refused(Code::MentorNotApproved)),
        false if sender.is_active => Err(Error::refused(Code::EmailNotVerified)),
        false => Err(Error::refused(Code::AccountInactive)),
    }
}

/// Refuses an offer without a seat: a mentor can have as many open offers as free seats.
pub(super) async fn ensure_seat_to_offer(
    tx: &Tx,
    mentor: &user::Model,
    status: PairStatus,
) -> Result<()> {
    let capacity = mentor.capacity(tx.app.config.accounts.max_mentees);
    let free = capacity.saturating_sub(status.taken);
    if free == 0 {
        return Err(roster_access::full(capacity).into());
    }
    match store::open_sent(tx, mentor.id, RequestKind::Offer).await? >= free {
        true => Err(store::limit_reached(free)),
        false => Ok(()),
    }
}

/// Accepts the other side's open request, if there is one, because now both have asked. An administrator who is signed in
/// as the member (`is_supported`) cannot accept for them.
///
/// # Errors
/// `Forbidden`; `REQUEST_ALREADY_OPEN` when the caller has asked before, and those of accepting.
async fn accept_open(
    tx: &Tx,
    pair: &Pair,
    kind: RequestKind,
    is_supported: bool,
) -> Result<Option<Asked>> {
    expire::overdue_between(tx, pair).await?;
    let open = store::open_between(tx, pair.mentee.id, pair.mentor.id).await?;
    if let Some(theirs) = open.iter().find(|request| request.kind != kind) {
        if is_supported {
            return Err(Error::Forbidden(ACCEPTED_BY_THE_MEMBER));
        }
        return accept::conclude(tx, theirs, pair).await.map(Some);
    }
    match open.iter().any(|request| request.typed.is_none()) {
        true => Err(Error::refused(Code::RequestAlreadyOpen)),
        false => Ok(None),
    }
}

/// Stores the request, and notifies the recipient unless the two are not shown to each other at the moment.
async fn send(
    tx: &Tx,
    pair: &Pair,
    kind: RequestKind,
    note: Note,
    is_hidden: bool,
) -> Result<Model> {
    let is_hidden = is_hidden || rematch::is_too_early(tx, pair.mentee.id, pair.mentor.id).await?;
    let new = New {
        mentee_id: Some(pair.mentee.id),
        mentor_id: pair.mentor.id,
        kind,
        typed: None,
        is_hidden,
        note,
    };
    let stored = store::insert(tx, new).await?;
    signals::emit(tx, name(kind), &stored).await;
    if !is_hidden {
        emails::asked(tx, &stored, pair).await?;
    }
    Ok(stored)
}

/// The signal of a new request.
pub(super) const fn name(kind: RequestKind) -> Name {
    match kind {
        RequestKind::Request => Name::MentorshipRequested,
        RequestKind::Offer => Name::MentorshipOffered,
    }
}
