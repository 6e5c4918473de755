//! Recomputes stored scores after a profile changed, without the change waiting for it.
//!
//! A change of an account also stores a row in `stale_scores`; this job works through these rows, one batch of
//! possible partners per transaction, and stores in the row how far it has come.

use super::compatibility::{self, Contribution};
use crate::app::App;
use crate::entities::compatibility_score::{self, ActiveModel, Column, Entity};
use crate::entities::user::{self, Model, Role};
use crate::entities::{blacklist, stale_scores};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::{Map, Value};

/// Possible partners per transaction: few enough that no one notices the wait.
const BATCH: u64 = 100;

/// How long to wait before retrying scores that could not be computed; other people's scores are not delayed.
const RETRY_DELAY: Duration = Duration::minutes(1);

/// Runs at most `limit` batches of what is due, the oldest rows first, and returns how many it ran.
///
/// # Errors
/// When the database does not respond.
pub async fn recompute_due(app: &App, limit: u64) -> Result<u64> {
    for done in 0..limit {
        let Some(stale) = next(app).await? else {
            return Ok(done);
        };
        if let Err(error) = batch(app, stale.clone()).await {
            tracing::error!(user = %stale.user_id, %error, "could not compute scores; will retry");
            postpone(app, &stale).await?;
        }
    }
    Ok(limit)
}

/// Returns the row that has waited longest; rows of changes come before those of an upgrade.
async fn next(app: &App) -> Result<Option<stale_scores::Model>> {
    let due = stale_scores::Entity::find()
        .filter(is_due(app.clock.now()))
        .order_by_asc(stale_scores::Column::StaleSince)
        .order_by_asc(stale_scores::Column::UserId);
    let of_a_change = stale_scores::Column::StaleSince.gt(DateTime::UNIX_EPOCH);
    let changed = due.clone().filter(of_a_change).one(app.db.reader()).await?;
    match changed {
        Some(stale) => Ok(Some(stale)),
        None => Ok(due.one(app.db.reader()).await?),
    }
}

/// The condition for due rows. No row waits longer than `RETRY_DELAY`: one that seems to was stored before the clock
/// went back.
fn is_due(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(stale_scores::Column::StaleSince.lte(now))
        .add(stale_scores::Column::StaleSince.gt(now + RETRY_DELAY))
}

/// Moves a row to the end of the queue, unless a newer change replaced it.
async fn postpone(app: &App, stale: &stale_scores::Model) -> Result<()> {
    stale_scores::Entity::update_many()
        .col_expr(
            stale_scores::Column::StaleSince,
            Expr::val(app.clock.now() + RETRY_DELAY),
        )
        .filter(stale_scores::Column::UserId.eq(stale.user_id))
        .filter(stale_scores::Column::StaleSince.eq(stale.stale_since))
        .exec(app.db.writer())
        .await?;
    Ok(())
}

async fn batch(app: &App, stale: stale_scores::Model) -> Result<()> {
    Work::run(app, None, Workflow::Plain, |work| attempt(work, stale)).await
}

async fn attempt(work: Work, stale: stale_scores::Model) -> Result<Committed<()>> {
    let partners = possible_partners(&work.app, &stale).await?;
    let mut people = partners.clone();
    people.push(stale.user_id);
    let tx = work.begin().await?;
    // Invariant: both accounts of a score are locked while it is written, so that neither can be deleted in the
    // meantime.
    let held = users::hold_all(&tx, &people).await?;
    if !claim(&tx, &stale).await? {
        return tx.commit(()).await;
    }
    if let Some(person) = held.iter().find(|user| user.id == stale.user_id) {
        write(&tx, person, &held).await?;
    }
    match partners.last().filter(|_| partners.len() as u64 == BATCH) {
        Some(last) => record_progress(&tx, &stale, *last).await?,
        None => finish(&tx, &stale).await?,
    }
    tx.commit(()).await
}

/// Returns the ids of the next accounts in the opposite role.
async fn possible_partners(app: &App, stale: &stale_scores::Model) -> Result<Vec<UserId>> {
    let person = user::Entity::find_by_id(stale.user_id)
        .one(app.db.reader())
        .await?;
    // An empty profile, as after registration, is not compared with anyone.
    let person = person.filter(compatibility::says_something);
    let Some(role) = person.and_then(|person| partner_role(&person)) else {
        return Ok(Vec::new());
    };
    let ids = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::presentable(role))
        .filter(Condition::all().add_option(stale.after_id.map(|after| user::Column::Id.gt(after))))
        .order_by_asc(user::Column::Id)
        .limit(BATCH)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(ids)
}

/// The role of a person's possible partners; `None` for inactive and unverified accounts.
fn partner_role(person: &Model) -> Option<Role> {
    let role = match person.role {
        Role::Mentee => Role::Mentor,
        Role::Mentor => Role::Mentee,
        Role::Admin => return None,
    };
    person.is_presentable(person.role).then_some(role)
}

/// Whether the row is still as it was read; another process or a change may have been faster.
async fn claim(tx: &Tx, stale: &stale_scores::Model) -> Result<bool> {
    let found = stale_scores::Entity::find_by_id(stale.user_id)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    Ok(found.as_ref() == Some(stale))
}

async fn record_progress(tx: &Tx, stale: &stale_scores::Model, after_id: UserId) -> Result<()> {
    stale_scores::Entity::update_many()
        .col_expr(stale_scores::Column::AfterId, after_id.0.into())
        .filter(stale_scores::Column::UserId.eq(stale.user_id))
        .exec(tx.rows())
        .await?;
    Ok(())
}

async fn finish(tx: &Tx, stale: &stale_scores::Model) -> Result<()> {
    stale_scores::Entity::delete_by_id(stale.user_id)
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Writes a person's scores with those among `held` who can be partners; pairs with nothing in common get no score.
async fn write(tx: &Tx, person: &Model, held: &[Model]) -> Result<()> {
    let Some(role) = partner_role(person) else {
        return Ok(());
    };
    if !compatibility::says_something(person) {
        Entity::delete_many()
            .filter(compatibility_score::of(person.id))
            .exec(tx.rows())
            .await?;
        return Ok(());
    }
    let blocked = blocked_pairs(tx, person).await?;
    let partners: Vec<&Model> = held
        .iter()
        .filter(|user| user.is_presentable(role))
        .collect();
    let (mut rows, mut nothing) = (Vec::new(), Vec::new());
    for partner in &partners {
        let (mentee, mentor) = match role {
            Role::Mentor => (person, *partner),
            _ => (*partner, person),
        };
        let contributions = compatibility::compatibility(mentee, mentor);
        let score = compatibility::score(&contributions);
        if score == 0 || blocked.contains(&(mentee.id, mentor.id)) {
            nothing.push(partner.id);
        } else {
            rows.push(row(tx, (mentee.id, mentor.id), score, &contributions));
        }
    }
    delete(tx, person, role, nothing).await?;
    insert(tx, rows).await
}

/// Pairs of which the mentee chose the mentor from a list. Those with an address have scores, which lists leave out.
async fn blocked_pairs(tx: &Tx, person: &Model) -> Result<Vec<(UserId, UserId)>> {
    let blocks = blacklist::Entity::find()
        .filter(blacklist::of(person.id))
        .filter(blacklist::chosen())
        .all(tx.rows())
        .await?;
    Ok(blocks
        .into_iter()
        .filter_map(|block| Some((block.mentee_id, block.mentor_id?)))
        .collect())
}

fn row(
    tx: &Tx,
    (mentee_id, mentor_id): (UserId, UserId),
    score: u32,
    contributions: &[Contribution],
) -> ActiveModel {
    let factors: Map<String, Value> = contributions
        .iter()
        .map(|(factor, points)| (factor.as_str().to_owned(), (*points).into()))
        .collect();
    ActiveModel {
        mentee_id: Set(mentee_id),
        mentor_id: Set(mentor_id),
        score: Set(i32::try_from(score).unwrap_or(i32::MAX)),
        factors: Set(Value::Object(factors)),
        computed_at: Set(tx.app.clock.now()),
    }
}

async fn delete(tx: &Tx, person: &Model, role: Role, partners: Vec<UserId>) -> Result<()> {
    if partners.is_empty() {
        return Ok(());
    }
    let (own, theirs) = match role {
        Role::Mentor => (Column::MenteeId, Column::MentorId),
        _ => (Column::MentorId, Column::MenteeId),
    };
    Entity::delete_many()
        .filter(own.eq(person.id))
        .filter(theirs.is_in(partners))
        .exec(tx.rows())
        .await?;
    Ok(())
}

async fn insert(tx: &Tx, rows: Vec<ActiveModel>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let again = OnConflict::columns([Column::MenteeId, Column::MentorId])
        .update_columns([Column::Score, Column::Factors, Column::ComputedAt])
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}
