//! Matching many pairs at once, by addresses.

use super::admission::{self, Known};
use super::{add_mentee, keeper};
use crate::app::App;
use crate::db::tx::Committed;
use crate::db::users;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::user::{self, Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use chrono::{DateTime, Utc};
use rules::{Code, Email, Violation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// Pairs to give at a time: their accounts are locked together, and nobody is to notice the wait.
pub const TOGETHER: usize = 100;

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

/// Matches every pair that nothing speaks against, in their order and in one transaction, and answers what became
/// of each.
///
/// # Errors
/// When the database does not answer; then nothing was changed.
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
    // Invariant: all at once and in the order of their ids, as every verb locks accounts.
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
        let known = admission::known(tx.rows(), mentor, mentee).await?;
        let outcome = judge(&tx.app, known, mentor, mentee);
        if let (Outcome::Added, Some(mentee)) = (&outcome, mentee) {
            let matched_at = row.matched_at.unwrap_or_else(|| tx.app.clock.now());
            add_mentee::join(&tx, mentor, mentee, matched_at).await?;
            add_mentee::tell(&tx, mentor, mentee).await;
        }
        outcomes.push(outcome);
    }
    tx.commit(outcomes).await
}

/// An import that changes nothing and locks nobody: each row is judged as if those before it had been imported.
#[derive(Debug, Default)]
pub struct Rehearsal {
    /// The mentor of each mentee who would be added.
    added: HashMap<UserId, UserId>,
}

impl Rehearsal {
    /// What would become of each row.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn import_matches(&mut self, app: &App, rows: &[Row]) -> Result<Vec<Outcome>> {
        let people = People::new(named(app, rows).await?);
        let mut outcomes = Vec::with_capacity(rows.len());
        for row in rows {
            let outcome = match people.pair(app, row) {
                Ok((mentor, mentee)) => {
                    let known = admission::known(app.db.reader(), mentor, mentee).await?;
                    let known = self.after_rows_before(known, mentor, mentee);
                    let outcome = judge(app, known, mentor, mentee);
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

    fn after_rows_before(&self, known: Known, mentor: &Model, mentee: Option<&Model>) -> Known {
        let added = self.added.values().filter(|added| **added == mentor.id);
        let current = mentee.and_then(|mentee| self.added.get(&mentee.id));
        Known {
            taken: known.taken + u32::try_from(added.count()).unwrap_or(u32::MAX),
            current: known.current.or(current.copied()),
            ..known
        }
    }
}

/// The accounts that rows name, by address.
struct People(HashMap<String, Model>);

impl People {
    fn new(people: Vec<Model>) -> Self {
        let by_address = people.into_iter().map(|user| (user.email.clone(), user));
        Self(by_address.collect())
    }

    /// The mentor of a row, and whoever it names as the mentee.
    fn pair(
        &self,
        app: &App,
        row: &Row,
    ) -> std::result::Result<(&Model, Option<&Model>), Violation> {
        let (mentee, mentor) = addresses(app, row)?;
        let mentor = keeper::check(self.0.get(mentor.as_str())).map_err(|code| match code {
            Code::DeletionPending => Violation::at(Code::MentorNotFound, "mentorEmail"),
            code => Violation::at(code, "mentorEmail"),
        })?;
        Ok((mentor, self.0.get(mentee.as_str())))
    }
}

/// Both addresses of a row.
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

/// The accounts that rows name, as they are at the moment.
async fn named(app: &App, rows: &[Row]) -> Result<Vec<Model>> {
    let addresses = rows.iter().filter_map(|row| addresses(app, row).ok());
    let addresses = addresses.flat_map(|(mentee, mentor)| [mentee, mentor]);
    let addresses = addresses.map(|email| email.as_str().to_owned());
    let found = user::Entity::find().filter(user::Column::Email.is_in(addresses));
    Ok(found.all(app.db.reader()).await?)
}

/// What becomes of a row, given what is known of its people.
fn judge(app: &App, known: Known, mentor: &Model, mentee: Option<&Model>) -> Outcome {
    if known.current == Some(mentor.id) {
        return Outcome::Unchanged;
    }
    if !mentor.is_presentable(Role::Mentor) {
        return Outcome::Refused(Violation::at(Code::MentorUnavailable, "mentorEmail"));
    }
    match admission::judge(known, app.config.accounts.max_mentees, mentor, mentee) {
        Ok(_) => Outcome::Added,
        Err(violation) => Outcome::Refused(violation),
    }
}
