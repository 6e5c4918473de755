//! Adds a mentee to a roster.

use super::person::Person;
use super::requests::{by_mentee, offer_to_address};
use super::roster_access::RosterAccess;
use super::{admission, begin_match, eligibility, rematch};
use crate::app::App;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use rules::{Code, Violation};

/// What became of an addition.
#[derive(Debug, Clone)]
pub struct Added {
    /// The mentor.
    pub mentor: Model,
    /// What the match has overridden; empty for an offer.
    pub warnings: Vec<eligibility::Warning>,
    /// Until when an administrator can undo the match; `None` for an offer, and for a match that the mentor made.
    pub undo_until: Option<DateTime<Utc>>,
}

/// Matches a mentee with a mentor. A mentor who names a mentee by id needs the mentee's request. With private
/// registrations a mentor who names an address makes an offer instead, with the same response for every address.
///
/// # Errors
/// `NOT_A_MENTOR`, `MENTOR_UNAVAILABLE`, `MENTOR_NOT_APPROVED` for mentors themselves, `ROSTER_FULL`,
/// `ALREADY_ON_ROSTER`, `MENTEE_NOT_FOUND`, `NOT_A_MENTEE`, `CONSENT_REQUIRED`, or `MENTEE_UNAVAILABLE`; the last one also
/// for a mentee who has blocked this mentor. With private registrations and an address only those about the mentor's own
/// account and roster, or `REQUEST_LIMIT_REACHED`.
pub async fn add_mentee(app: &App, access: &RosterAccess, mentee: Person) -> Result<Added> {
    let actor = access.actor();
    let access = access.clone();
    Work::run(app, actor, Workflow::Plain, move |work| {
        attempt(work, access, mentee)
    })
    .await
}

async fn attempt(work: Work, access: RosterAccess, person: Person) -> Result<Committed<Added>> {
    let mentee_id = person.find(&work.app, "menteeEmail").await?;
    let address = person.address(&work.app, "menteeEmail")?;
    let offered = address.filter(|_| access.is_own() && person.is_private(&work.app));
    if let Some(address) = &offered {
        offer_to_address::prepare(&work.app, access.mentor_id(), address).await?;
    }
    let tx = work.begin().await?;
    let locked = access.lock_for_match(&tx, mentee_id).await?;
    let mentor = access.mentor(&locked)?;
    access.may_add(mentor)?;
    let mentee = locked.iter().find(|user| Some(user.id) == mentee_id);
    let added = match offered {
        Some(address) => {
            offer_to_address::offer(&tx, mentor, mentee, &address).await?;
            Added {
                mentor: mentor.clone(),
                warnings: Vec::new(),
                undo_until: None,
            }
        }
        None => add(&tx, &access, &person, mentor, mentee).await?,
    };
    tx.commit(added).await
}

async fn add(
    tx: &Tx,
    access: &RosterAccess,
    person: &Person,
    mentor: &Model,
    mentee: Option<&Model>,
) -> Result<Added> {
    let status = admission::pair_status(tx.rows(), mentor, mentee).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let is_by_id = matches!(person, Person::Id(_));
    let mentee = match admission::check(status, max_mentees, mentor, mentee) {
        Ok(mentee) => mentee,
        // Without the mentee's request, a mentor learns nothing else about someone who is named by id.
        Err(violation) if access.is_own() && is_by_id && is_about_mentee(violation.code) => {
            return Err(consent_required());
        }
        Err(violation) => return Err(violation.into()),
    };
    if access.is_own() && !by_mentee::has_asked(tx, mentee.id, mentor.id).await? {
        if is_by_id {
            return Err(consent_required());
        }
        if rematch::needs_consent(tx, mentee.id, mentor.id).await?
            || by_mentee::has_declined(tx, mentee.id, mentor.id).await?
        {
            return Err(Error::refused_at(Code::MenteeUnavailable, "menteeEmail"));
        }
    }
    let undo_until = match access.is_own() {
        true => {
            begin_match::begin(tx, mentor, mentee).await?;
            None
        }
        false => begin_match::begin_undoable(tx, mentor, mentee).await?,
    };
    Ok(Added {
        mentor: mentor.clone(),
        warnings: eligibility::warnings(mentor, mentee),
        undo_until,
    })
}

/// Whether a refusal says something about the mentee.
const fn is_about_mentee(code: Code) -> bool {
    matches!(
        code,
        Code::MenteeUnavailable | Code::MenteeNotFound | Code::NotAMentee
    )
}

fn consent_required() -> Error {
    Violation::at(Code::ConsentRequired, "menteeId").into()
}
