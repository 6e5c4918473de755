//! Adds a mentee to a roster.

use super::person::Person;
use super::roster_access::RosterAccess;
use super::{admission, eligibility, match_emails, match_status};
use crate::app::App;
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use rules::{Code, Violation};
use sea_orm::{ActiveModelTrait, Set};

/// A new match.
#[derive(Debug, Clone)]
pub struct Added {
    /// The mentor.
    pub mentor: Model,
    /// What the match has overridden.
    pub warnings: Vec<eligibility::Warning>,
}

/// Matches a mentee with a mentor.
///
/// # Errors
/// `NOT_A_MENTOR`, `MENTOR_UNAVAILABLE`, `MENTOR_NOT_APPROVED` for mentors themselves, `ROSTER_FULL`, `ALREADY_ON_ROSTER`, `MENTEE_NOT_FOUND`, `NOT_A_MENTEE` or
/// `MENTEE_UNAVAILABLE`; the last one also for a mentee who has blocked this mentor. With private registrations a
/// mentor who enters an address gets the last one in place of the two before it.
pub async fn add_mentee(app: &App, access: &RosterAccess, mentee: Person) -> Result<Added> {
    let actor_id = Some(access.actor_id());
    let access = access.clone();
    Work::run(app, actor_id, Workflow::Plain, move |work| {
        attempt(work, access, mentee)
    })
    .await
}

async fn attempt(work: Work, access: RosterAccess, mentee: Person) -> Result<Committed<Added>> {
    let mentee_id = mentee.find(&work.app, "menteeEmail").await?;
    let is_private = access.is_own() && mentee.is_private(&work.app);
    let tx = work.begin().await?;
    let locked = access.lock(&tx, mentee_id).await?;
    let mentor = access.mentor(&locked)?;
    access.may_add(mentor)?;
    let mentee = locked.iter().find(|user| Some(user.id) == mentee_id);
    let status = admission::pair_status(tx.rows(), mentor, mentee).await?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let admitted = admission::check(status, max_mentees, mentor, mentee);
    let mentee = admitted.map_err(|violation| match is_private {
        true => undisclosed(violation),
        false => violation,
    })?;
    let now = tx.app.clock.now();
    insert_match(&tx, mentor, mentee, now).await?;
    emit_added(&tx, mentor, mentee).await;
    match_emails::announce(&tx, mentor, mentee).await?;
    let added = Added {
        warnings: eligibility::warnings(mentor, mentee),
        mentor: mentor.clone(),
    };
    tx.commit(added).await
}

/// The refusal of an address. It does not disclose whether the address has an account. Mentors know who is on their own
/// roster.
fn undisclosed(violation: Violation) -> Violation {
    match violation.code {
        Code::MenteeNotFound | Code::NotAMentee => {
            Violation::at(Code::MenteeUnavailable, "menteeEmail")
        }
        _ => violation,
    }
}

/// Inserts the match.
pub(super) async fn insert_match(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
) -> Result<()> {
    matched::ActiveModel {
        mentee_id: Set(mentee.id),
        mentor_id: Set(mentor.id),
        matched_at: Set(matched_at),
    }
    .insert(tx.rows())
    .await
    .map_err(Error::Repository)?;
    match_status::update(tx, &[mentee.id, mentor.id]).await
}

/// Emits the signal of a new match.
pub(super) async fn emit_added(tx: &Tx, mentor: &Model, mentee: &Model) {
    tx.emit(Signal::of_pair(Name::MenteeAdded, mentee.id, mentor.id))
        .await;
}
