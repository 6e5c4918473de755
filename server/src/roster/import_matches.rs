//! Imports many matches at once, by email address.

use super::admission::{self, PairStatus};
use super::{begin_match, roster_access, unlink};
use crate::app::App;
use crate::entities::user::{self, Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use chrono::{DateTime, Utc};
use rules::{Code, Email, Violation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// Pairs per transaction: few enough that no one notices the wait while their accounts are locked.
pub const TOGETHER: usize = 100;

/// A pair to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The mentee's address, as it was typed.
    pub mentee_email: String,
    /// The mentor's address, as it was typed.
    pub mentor_email: String,
    /// When the match began; now if absent.
    pub matched_at: Option<DateTime<Utc>>,
}

/// The outcome of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Matched.
    Added,
    /// Already matched with this mentor.
    Unchanged,
    /// Not matched.
    Refused(Violation),
}

/// Matches every pair that may be matched, in order and in one transaction, and returns the outcome of each row. The
/// partners get no email: an import may match everyone at once, and its operator announces that.
///
/// # Errors
/// When the database does not respond; then nothing was changed.
pub async fn import_matches(app: &App, rows: Vec<Row>) -> Result<Vec<Outcome>> {
    Work::run(app, None, Workflow::Plain, move |work| attempt(work, rows)).await
}

async fn attempt(work: Work, rows: Vec<Row>) -> Result<Committed<Vec<Outcome>>> {
    let ids: Vec<UserId> = named(&work.app, &rows)
        .await?
        .iter()
        .map(|user| user.id)
        .collect();
    let tx = work.begin().await?;
    // Invariant: locks all accounts at once, in the order of their ids, like every command.
    unlink::lock_around(&tx, &ids, &ids).await?;
    let people = People::new(users::lock_all(&tx, &ids).await?);
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in &rows {
        let (mentor, mentee) = match people.pair(&tx.app, row) {
            Ok(pair) => pair,
            Err(violation) => {
                outcomes.push(Outcome::Refused(violation));
                continue;
            }
        };
        let status = admission::pair_status(tx.rows(), mentor, mentee).await?;
        let outcome = outcome_of(&tx.app, status, mentor, mentee);
        if let (Outcome::Added, Some(mentee)) = (&outcome, mentee) {
            let matched_at = row.matched_at.unwrap_or_else(|| tx.app.clock.now());
            begin_match::begin_quietly(&tx, mentor, mentee, matched_at).await?;
        }
        outcomes.push(outcome);
    }
    tx.commit(outcomes).await
}

/// A dry run that changes and locks nothing: each row is checked as if the rows before it had been imported.
#[derive(Debug, Default)]
pub struct DryRun {
    /// The mentor of each mentee that would be added.
    added: HashMap<UserId, UserId>,
    /// Accounts that will exist, by address.
    planned: HashMap<String, Model>,
    /// Mentees and the addresses, without a "+tag", that they will have blocked.
    blocked: HashSet<(UserId, String)>,
}

impl DryRun {
    /// Starts a dry run as if these accounts existed and these addresses were blocked.
    #[must_use]
    pub fn with(planned: HashMap<String, Model>, blocked: HashSet<(UserId, String)>) -> Self {
        Self {
            added: HashMap::new(),
            planned,
            blocked,
        }
    }

    /// Returns the outcome that each row would have.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn import_matches(&mut self, app: &App, rows: &[Row]) -> Result<Vec<Outcome>> {
        let mut people = People(self.planned.clone());
        for rows in rows.chunks(TOGETHER) {
            let People(found) = People::new(named(app, rows).await?);
            people.0.extend(found);
        }
        let mut outcomes = Vec::with_capacity(rows.len());
        for row in rows {
            let outcome = match people.pair(app, row) {
                Ok((mentor, mentee)) => {
                    let status = admission::pair_status(app.db.reader(), mentor, mentee).await?;
                    let status = self.after_rows_before(status, mentor, mentee);
                    let outcome = outcome_of(app, status, mentor, mentee);
                    if let (Outcome::Added, Some(mentee)) = (&outcome, mentee) {
                        self.added.insert(mentee.id, mentor.id);
                    }
                    outcome
                }
                Err(violation) => Outcome::Refused(violation),
            };
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    fn after_rows_before(
        &self,
        status: PairStatus,
        mentor: &Model,
        mentee: Option<&Model>,
    ) -> PairStatus {
        let added = self.added.values().filter(|added| **added == mentor.id);
        let current = mentee.and_then(|mentee| self.added.get(&mentee.id));
        PairStatus {
            taken: status.taken + u32::try_from(added.count()).unwrap_or(u32::MAX),
            current: status.current.or(current.copied()),
            is_blocked: status.is_blocked
                || mentee.is_some_and(|mentee| {
                    let block = (mentee.id, mentor.base_email.clone());
                    self.blocked.contains(&block)
                }),
            is_chosen: status.is_chosen,
        }
    }
}

/// The accounts that the rows name, by address.
struct People(HashMap<String, Model>);

impl People {
    fn new(people: Vec<Model>) -> Self {
        let by_address = people.into_iter().map(|user| (user.email.clone(), user));
        Self(by_address.collect())
    }

    /// Returns the mentor of a row, and the account it names as the mentee.
    fn pair(
        &self,
        app: &App,
        row: &Row,
    ) -> std::result::Result<(&Model, Option<&Model>), Violation> {
        let (mentee, mentor) = addresses(app, row)?;
        let mentor =
            roster_access::check(self.0.get(mentor.as_str())).map_err(|code| match code {
                Code::DeletionPending => Violation::at(Code::MentorNotFound, "mentorEmail"),
                code => Violation::at(code, "mentorEmail"),
            })?;
        Ok((mentor, self.0.get(mentee.as_str())))
    }
}

/// Parses both addresses of a row.
fn addresses(app: &App, row: &Row) -> std::result::Result<(Email, Email), Violation> {
    let parse = |raw: &str, column: &'static str| {
        let email = Email::parse_existing(raw, &app.config.accounts.domains);
        email.map_err(|violation| violation.moved_to(column))
    };
    Ok((
        parse(&row.mentee_email, "menteeEmail")?,
        parse(&row.mentor_email, "mentorEmail")?,
    ))
}

/// Reads the accounts that the rows name.
async fn named(app: &App, rows: &[Row]) -> Result<Vec<Model>> {
    let addresses = rows.iter().filter_map(|row| addresses(app, row).ok());
    let addresses = addresses.flat_map(|(mentee, mentor)| [mentee, mentor]);
    let addresses = addresses.map(|email| email.as_str().to_owned());
    let found = user::Entity::find().filter(user::Column::Email.is_in(addresses));
    Ok(found.all(app.db.reader()).await?)
}

/// Decides the outcome of a row from what is known about its mentee and mentor.
fn outcome_of(app: &App, status: PairStatus, mentor: &Model, mentee: Option<&Model>) -> Outcome {
    if status.current == Some(mentor.id) {
        return Outcome::Unchanged;
    }
    if !mentor.participates(Role::Mentor) {
        return Outcome::Refused(Violation::at(Code::MentorUnavailable, "mentorEmail"));
    }
    match admission::check(status, app.config.accounts.max_mentees, mentor, mentee) {
        Ok(_) => Outcome::Added,
        Err(violation) => Outcome::Refused(violation),
    }
}
