//! Matching many pairs at once, by addresses.

use super::add_mentee;
use super::keeper;
use crate::app::App;
use crate::db::tx::{Committed, Tx};
use crate::db::users;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::matched;
use crate::entities::user::{self, Model};
use crate::error::Result;
use crate::ids::UserId;
use chrono::{DateTime, Utc};
use rules::{Code, Email, Violation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Pairs that one import takes: their accounts are locked together.
pub const MOST_ROWS: usize = 10_000;
/// Addresses looked up in one statement; SQLite takes some 32,000 parameters.
const LOOKED_UP: usize = 1000;

/// A pair to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The mentee's address, as it was typed.
    pub mentee_email: String,
    /// The mentor's address, as it was typed.
    pub mentor_email: String,
    /// Since when; now when absent.
    pub matched_at: Option<DateTime<Utc>>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Matched.
    Added,
    /// Was matched with this mentor already.
    Unchanged,
    /// Not matched.
    Refused(Violation),
}

/// Matches every pair that nothing speaks against, in their order, and answers what became of each. All of it
/// happens at once; a rehearsal answers the same and changes nothing.
///
/// # Errors
/// When the database does not answer; then nothing was changed.
pub async fn import_matches(app: &App, rows: Vec<Row>, rehearse: bool) -> Result<Vec<Outcome>> {
    Work::run(app, None, Workflow::Plain, move |work| {
        attempt(work, rows, rehearse)
    })
    .await
}

async fn attempt(work: Work, rows: Vec<Row>, rehearse: bool) -> Result<Committed<Vec<Outcome>>> {
    let ids = ids(&work.app, &rows).await?;
    let tx = work.begin().await?;
    // Invariant: all at once and in the order of their ids, as every verb locks accounts.
    let all: Vec<UserId> = ids.values().copied().collect();
    let people: HashMap<UserId, Model> = users::lock_all(&tx, &all)
        .await?
        .into_iter()
        .map(|user| (user.id, user))
        .collect();
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in &rows {
        let outcome = match pair(&tx.app, row) {
            Err(violation) => Outcome::Refused(violation),
            Ok((mentee, mentor)) => {
                let person = |email: &Email| people.get(ids.get(email.as_str())?);
                import(&tx, row, person(&mentee), person(&mentor), rehearse).await?
            }
        };
        outcomes.push(outcome);
    }
    if rehearse {
        tx.rehearsed(outcomes).await
    } else {
        tx.commit(outcomes).await
    }
}

/// Both addresses of a row.
fn pair(app: &App, row: &Row) -> std::result::Result<(Email, Email), Violation> {
    let parse = |raw: &str, column: &'static str| {
        let email = Email::parse(raw, &app.config.accounts.domains);
        email.map_err(|violation| violation.moved_to(column))
    };
    Ok((
        parse(&row.mentee_email, "menteeEmail")?,
        parse(&row.mentor_email, "mentorEmail")?,
    ))
}

/// Ids of the accounts that are named, by address.
async fn ids(app: &App, rows: &[Row]) -> Result<HashMap<String, UserId>> {
    let emails: Vec<String> = rows
        .iter()
        .filter_map(|row| pair(app, row).ok())
        .flat_map(|(mentee, mentor)| [mentee, mentor])
        .map(|email| email.as_str().to_owned())
        .collect();
    let mut ids = HashMap::new();
    for emails in emails.chunks(LOOKED_UP) {
        let found: Vec<(String, UserId)> = user::Entity::find()
            .select_only()
            .column(user::Column::Email)
            .column(user::Column::Id)
            .filter(user::Column::Email.is_in(emails))
            .into_tuple()
            .all(app.db.reader())
            .await?;
        ids.extend(found);
    }
    Ok(ids)
}

async fn import(
    tx: &Tx,
    row: &Row,
    mentee: Option<&Model>,
    mentor: Option<&Model>,
    rehearse: bool,
) -> Result<Outcome> {
    let mentor = match keeper::check(mentor) {
        Ok(mentor) => mentor,
        Err(Code::DeletionPending) => return Ok(refused(Code::MentorNotFound, "mentorEmail")),
        Err(code) => return Ok(refused(code, "mentorEmail")),
    };
    if let Some(mentee) = mentee {
        let current = matched::Entity::find_by_id(mentee.id)
            .one(tx.rows())
            .await?;
        if current.is_some_and(|current| current.mentor_id == mentor.id) {
            return Ok(Outcome::Unchanged);
        }
    }
    match add_mentee::admit(tx, mentor, mentee).await? {
        Err(violation) => Ok(Outcome::Refused(violation)),
        Ok(mentee) => {
            let matched_at = row.matched_at.unwrap_or_else(|| tx.app.clock.now());
            add_mentee::join(tx, mentor, mentee, matched_at).await?;
            // Handlers must not hear of what a rehearsal takes back.
            if !rehearse {
                add_mentee::tell(tx, mentor, mentee).await;
            }
            Ok(Outcome::Added)
        }
    }
}

fn refused(code: Code, column: &'static str) -> Outcome {
    Outcome::Refused(Violation::at(code, column))
}
