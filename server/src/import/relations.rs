//! Turns the lists of addresses that rows have into blocked mentors and matches.

use super::judge::{Account, Refusal};
use super::plan::{Decision, PlannedRow};
use crate::app::App;
use crate::entities::blacklist;
use crate::entities::user::{self, Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::import_blocks::NewBlock;
use crate::roster::import_matches::{DryRun, Outcome, Row};
use rules::{Code, Email, Violation, limits};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// What relates two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The mentee has blocked the mentor's address.
    Block,
    /// They are matched.
    Match,
}

/// A relation that a row lists.
#[derive(Debug)]
pub struct Relation {
    /// Its kind.
    pub kind: Kind,
    /// The mentee's address.
    pub mentee: String,
    /// The mentor's address.
    pub mentor: String,
    /// What is imported, or why nothing is.
    pub decision: std::result::Result<Import, Refusal>,
    /// Whether it exists already.
    pub is_present: bool,
}

impl Relation {
    /// The block that is imported.
    pub(super) fn block(&self) -> Option<&NewBlock> {
        match &self.decision {
            Ok(Import::Block(block)) => Some(block),
            _ => None,
        }
    }
}

/// What is imported of a relation.
#[derive(Debug)]
pub enum Import {
    /// A block.
    Block(NewBlock),
    /// A match of the two addresses.
    Match,
}

/// Addresses per query.
const TOGETHER: usize = 500;

/// Decides about every relation, as if the rows had been imported.
pub(super) async fn plan(app: &App, rows: &[PlannedRow]) -> Result<Vec<Relation>> {
    let listed = listed(app, rows);
    let people = people(app, rows, &listed).await?;
    let mut blocks_of: HashMap<UserId, usize> = HashMap::new();
    let mut blocked: HashSet<(UserId, String)> = HashSet::new();
    let mut relations = Vec::with_capacity(listed.len());
    let (blocks, matches): (Vec<Listed>, Vec<Listed>) = listed
        .into_iter()
        .partition(|(kind, ..)| *kind == Kind::Block);
    for (kind, mentee, mentor) in blocks {
        let mut decision = block(app, &people, &mentee, &mentor);
        if let Ok(block) = &decision {
            let address = (block.mentee_id, block.email.base());
            if blocked.contains(&address) {
                // The same with another "+tag".
                continue;
            }
            let count = blocks_of.entry(block.mentee_id).or_default();
            *count += 1;
            if *count > limits::BLACKLIST_MAX as usize {
                decision = Err(Violation::general(Code::BlacklistFull).into());
            } else {
                blocked.insert(address);
            }
        }
        relations.push(Relation {
            kind,
            mentee,
            mentor,
            decision: decision.map(Import::Block),
            is_present: false,
        });
    }
    mark_present_blocks(app, &mut relations).await?;
    let matched: Vec<Row> = matches
        .iter()
        .map(|(_, mentee, mentor)| match_row(mentee, mentor))
        .collect();
    let mut dry_run = DryRun::with(people.clone(), blocked);
    let outcomes = dry_run.import_matches(app, &matched).await?;
    for ((kind, mentee, mentor), outcome) in matches.into_iter().zip(outcomes) {
        let pair = people.get(&mentee).zip(people.get(&mentor));
        let is_present = outcome == Outcome::Unchanged;
        let decision = match (outcome, pair) {
            (Outcome::Refused(violation), _) => Err(violation.into()),
            (_, Some(_)) => Ok(Import::Match),
            (_, None) => Err(Violation::at(Code::MenteeNotFound, "menteeEmail").into()),
        };
        relations.push(Relation {
            kind,
            mentee,
            mentor,
            decision,
            is_present,
        });
    }
    Ok(relations)
}

async fn mark_present_blocks(app: &App, relations: &mut [Relation]) -> Result<()> {
    for relations in relations.chunks_mut(TOGETHER) {
        let blocks = relations.iter().filter_map(Relation::block);
        let mentees = blocks.map(|block| block.mentee_id);
        let present: HashSet<(UserId, Option<String>)> = blacklist::Entity::find()
            .filter(blacklist::Column::MenteeId.is_in(mentees))
            .all(app.db.reader())
            .await?
            .into_iter()
            .map(|block| (block.mentee_id, block.typed_base))
            .collect();
        for relation in relations {
            relation.is_present = relation.block().is_some_and(|block| {
                present.contains(&(block.mentee_id, Some(block.email.base())))
            });
        }
    }
    Ok(())
}

pub(super) fn match_row(mentee: &str, mentor: &str) -> Row {
    Row {
        mentee_email: mentee.to_owned(),
        mentor_email: mentor.to_owned(),
        matched_at: None,
    }
}

type Listed = (Kind, String, String);

/// The relations that the rows list, each once: both sides of a match list it.
fn listed(app: &App, rows: &[PlannedRow]) -> Vec<Listed> {
    let normalized = |text: &String| {
        let parsed = Email::parse_existing(text, &app.config.accounts.domains);
        parsed.map_or_else(|_| text.clone(), |email| email.as_str().to_owned())
    };
    let mut seen = HashSet::new();
    let mut listed = Vec::new();
    for account in rows.iter().filter_map(|row| row.decision.account()) {
        let own = || account.email.as_str().to_owned();
        let blocks = account
            .blocked
            .iter()
            .map(|mentor| (Kind::Block, own(), normalized(mentor)));
        let mentor = account
            .mentor
            .iter()
            .map(|mentor| (Kind::Match, own(), normalized(mentor)));
        let mentees = account
            .mentees
            .iter()
            .map(|mentee| (Kind::Match, normalized(mentee), own()));
        for relation in blocks.chain(mentor).chain(mentees) {
            if seen.insert(relation.clone()) {
                listed.push(relation);
            }
        }
    }
    listed
}

/// The accounts that the relations name, by address: those that exist, and those that will.
async fn people(
    app: &App,
    rows: &[PlannedRow],
    listed: &[Listed],
) -> Result<HashMap<String, Model>> {
    let named: HashSet<&str> = listed
        .iter()
        .flat_map(|(_, mentee, mentor)| [mentee.as_str(), mentor.as_str()])
        .collect();
    let named: Vec<&str> = named.into_iter().collect();
    let mut people = HashMap::new();
    for addresses in named.chunks(TOGETHER) {
        let found =
            user::with_deleted().filter(user::Column::Email.is_in(addresses.iter().copied()));
        let found = found.all(app.db.reader()).await?;
        people.extend(found.into_iter().map(|user| (user.email.clone(), user)));
    }
    for row in rows {
        if let Decision::Add(account) = &row.decision {
            people.insert(account.email.as_str().to_owned(), model(account));
        }
    }
    Ok(people)
}

fn block(
    app: &App,
    people: &HashMap<String, Model>,
    mentee: &str,
    mentor: &str,
) -> std::result::Result<NewBlock, Refusal> {
    let refused = |code, field| Err(Violation::at(code, field).into());
    let Some(mentee) = people.get(mentee).filter(|user| !user.is_deleted()) else {
        return refused(Code::MenteeNotFound, "menteeEmail");
    };
    if mentee.role != Role::Mentee {
        return refused(Code::NotAMentee, "menteeEmail");
    }
    let email = Email::parse_existing(mentor, &app.config.accounts.domains);
    Ok(NewBlock {
        mentee_id: mentee.id,
        email: email.map_err(|violation| violation.moved_to("mentorEmail"))?,
    })
}

/// The account as it will be, as far as relations depend on it.
fn model(account: &Account) -> Model {
    Model {
        id: account.id,
        email: account.email.as_str().to_owned(),
        base_email: account.email.base(),
        password: account.password.clone(),
        role: account.role,
        is_verified: account.is_verified,
        first_verified_at: account.is_verified.then_some(account.joined_at),
        is_active: account.is_active,
        emails_about_matches: true,
        joined_at: account.joined_at,
        last_login_at: account.last_login_at,
        deletion_requested_at: account.deletion.map(|deletion| deletion.requested_at),
        permanent_deletion_after: account.deletion.map(|deletion| deletion.permanent_after),
        is_approved: true,
        ..Model::blank()
    }
}
