//! Unblocks a mentor, or an address.

use super::blacklist_mentor::mentee;
use super::person::{self, Person};
use crate::app::App;
use crate::auth::Member;
use crate::entities::blacklist::{Column, Entity, Model};
use crate::entities::{stale_scores, user};
use crate::error::Result;
use crate::ids::{BlockId, UserId};
use crate::signals::signal::Data;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

/// What a member unblocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unblocked {
    /// A mentor who was chosen from a list, or an address that was typed.
    Person(Person),
    /// An entry of the list of blocked mentors: all that is left of a mentor whose account was deleted.
    Entry(BlockId),
}

impl From<Person> for Unblocked {
    fn from(person: Person) -> Self {
        Self::Person(person)
    }
}

/// Takes a mentor or an address off the member's blacklist and returns the member. Does nothing when it is not there.
/// A mentor who was blocked in both ways has to be unblocked in both.
///
/// # Errors
/// `NOT_A_MENTEE`, or the violation of an address.
pub async fn unblacklist_mentor(
    app: &App,
    member: &Member,
    unblocked: Unblocked,
) -> Result<user::Model> {
    let mentee_id = member.user().id;
    Work::run(app, Some(mentee_id), Workflow::Plain, move |work| {
        attempt(work, mentee_id, unblocked)
    })
    .await
}

async fn attempt(
    work: Work,
    mentee_id: UserId,
    unblocked: Unblocked,
) -> Result<Committed<user::Model>> {
    let key = Key::parse(&work.app, unblocked)?;
    let tx = work.begin().await?;
    let locked = users::lock_all(&tx, &[mentee_id]).await?;
    let mentee = mentee(&locked, mentee_id)?.clone();
    let rows = Entity::find()
        .filter(Column::MenteeId.eq(mentee_id))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.rows())
        .await?;
    let removed: Vec<&Model> = rows.iter().filter(|row| key.opens(row, &rows)).collect();
    if let Some(first) = removed.first() {
        remove(&tx, first, &removed).await?;
    }
    tx.commit(mentee).await
}

/// What rows are found by.
enum Key {
    Mentor(UserId),
    /// What was typed, without its "+tag".
    TypedBase(String),
    Entry(BlockId),
}

impl Key {
    fn parse(app: &App, unblocked: Unblocked) -> Result<Self> {
        Ok(match unblocked {
            Unblocked::Person(Person::Id(id)) => Self::Mentor(id),
            Unblocked::Person(Person::Address(typed)) => {
                Self::TypedBase(person::address(app, &typed, "mentorEmail")?.base())
            }
            Unblocked::Entry(id) => Self::Entry(id),
        })
    }

    /// Whether a row is to be removed. An address has several if its block follows accounts that have left it.
    fn opens(&self, row: &Model, rows: &[Model]) -> bool {
        match self {
            Self::Mentor(id) => row.typed.is_none() && row.mentor_id == Some(*id),
            Self::TypedBase(base) => row.typed_base.as_ref() == Some(base),
            Self::Entry(id) => {
                let entry = rows.iter().find(|row| row.id == *id);
                let typed = entry.and_then(|entry| entry.typed_base.as_ref());
                row.id == *id || (typed.is_some() && row.typed_base.as_ref() == typed)
            }
        }
    }
}

async fn remove(tx: &Tx, first: &Model, removed: &[&Model]) -> Result<()> {
    let ids = removed.iter().map(|row| row.id);
    Entity::delete_many()
        .filter(Column::Id.is_in(ids))
        .exec(tx.rows())
        .await?;
    // Scores with an address were kept.
    if first.typed.is_none() {
        tx.rows()
            .run_later(&stale_scores::marking(first.mentee_id, tx.app.clock.now()));
        tx.recompute_scores();
    }
    tx.emit(signal(first)).await;
    Ok(())
}

/// `mentor_unblacklisted` names what the mentee named; nobody if the account was deleted.
fn signal(row: &Model) -> Signal {
    let name = Name::MentorUnblacklisted;
    match (&row.typed, row.mentor_id) {
        (Some(typed), _) => Signal::of_address(name, row.mentee_id, typed),
        (None, Some(mentor_id)) => Signal::of_pair(name, row.mentee_id, mentor_id),
        (None, None) => {
            let nobody = Data::from_iter([("mentorId".to_owned(), Value::Null)]);
            Signal::platform(name, row.mentee_id).data(nobody)
        }
    }
}
