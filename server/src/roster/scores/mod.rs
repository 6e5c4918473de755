//! Recomputes the lists of best partners after profiles changed, without the changes waiting for it.
//!
//! A change of an account also stores a row in `stale_scores`. A round takes many of these rows: it loads the profiles of
//! the other role once, computes the lists of the people who changed, and puts these people into the lists of others.

mod crowd;
mod lease;
mod numbers;
mod others;
mod own;
mod ties;

use crate::app::App;
use crate::entities::stale_scores::{Column, Entity, Model};
use crate::entities::user::{self, Role};
use crate::entities::{removed_scores, score_list};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use chrono::{DateTime, Duration, Utc};
use crowd::Crowd;
use lease::Lease;
use others::{Revision, opposite};
use own::Scored;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// People per transaction: few enough that no one notices the wait.
const BATCH: usize = 100;
/// How long to wait before retrying scores that could not be computed; other people's scores are not delayed.
const RETRY_DELAY: Duration = Duration::minutes(1);

/// A person whose list is out of date.
#[derive(Debug, Clone)]
pub(super) struct Stale {
    row: Model,
    person: user::Model,
}

/// Computes the scores of at most `limit` people, those who have waited longest first, and returns of how many.
/// Returns 0 also while another process is at it.
///
/// # Errors
/// When the database does not respond.
pub async fn recompute_due(app: &App, limit: u64) -> Result<u64> {
    if !is_anything_due(app).await? {
        return Ok(0);
    }
    let Some(lease) = Lease::take(app).await? else {
        return Ok(0);
    };
    let done = round(app, lease, limit).await;
    match lease.release(app).await? {
        true => done,
        // This process was too slow, and another one continues.
        false => Ok(0),
    }
}

async fn is_anything_due(app: &App) -> Result<bool> {
    let removed = removed_scores::Entity::find().one(app.db.reader()).await?;
    Ok(removed.is_some() || !due(app, 1).await?.is_empty())
}

async fn round(app: &App, lease: Lease, limit: u64) -> Result<u64> {
    let rows = due(app, limit).await?;
    let mut people = people(app, &rows).await?;
    let is_listed = |row: &&Model| people.contains_key(&row.user_id);
    let (listed, others): (Vec<&Model>, Vec<&Model>) = rows.iter().partition(is_listed);
    let listed: Vec<Stale> = listed
        .into_iter()
        .filter_map(|row| {
            let person = people.remove(&row.user_id)?;
            let row = row.clone();
            Some(Stale { row, person })
        })
        .collect();
    for row in others {
        if let Err(error) = leave(app, lease, row.clone()).await {
            tracing::error!(user = %row.user_id, %error, "could not remove scores; will retry");
            postpone(app, row).await?;
        }
    }
    let removed = others::remove_due(app, lease).await?;
    for role in [Role::Mentee, Role::Mentor] {
        let of_role = listed.iter().filter(|stale| stale.person.role == role);
        let of_role: Vec<Stale> = of_role.cloned().collect();
        if !of_role.is_empty() {
            compute(app, lease, role, &of_role).await?;
        }
    }
    Ok(rows.len() as u64 + removed)
}

/// Returns the rows that have waited longest: first those of changes, then those of people who only need their own list,
/// which would otherwise wait as long as there is a change in each round.
async fn due(app: &App, limit: u64) -> Result<Vec<Model>> {
    let due = Entity::find()
        .filter(is_due(app.clock.now()))
        .order_by_asc(Column::StaleSince)
        .order_by_asc(Column::UserId);
    let of_a_change = Column::StaleSince.gt(DateTime::UNIX_EPOCH);
    let changed = due.clone().filter(of_a_change).limit(limit);
    let mut rows = changed.all(app.db.reader()).await?;
    let left = limit.saturating_sub(rows.len() as u64);
    let of_nobody = Column::StaleSince.eq(DateTime::UNIX_EPOCH);
    let unchanged = due.filter(of_nobody).limit(left);
    rows.extend(unchanged.all(app.db.reader()).await?);
    Ok(rows)
}

/// The condition for due rows. No row waits longer than `RETRY_DELAY`: one that seems to was stored before the clock
/// went back.
fn is_due(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(Column::StaleSince.lte(now))
        .add(Column::StaleSince.gt(now + RETRY_DELAY))
}

/// Returns those of the people whom others may see.
async fn people(app: &App, rows: &[Model]) -> Result<HashMap<UserId, user::Model>> {
    let mut people = HashMap::new();
    for rows in rows.chunks(BATCH) {
        let ids: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
        let found = user::by_ids(app.db.reader(), &ids).await?;
        let listed = found.into_iter().filter(user::Model::has_scores);
        people.extend(listed.map(|person| (person.id, person)));
    }
    Ok(people)
}

/// Removes the list and the number of a person whom others may not see any more.
async fn leave(app: &App, lease: Lease, row: Model) -> Result<()> {
    Work::run(app, None, Workflow::Plain, move |work| {
        remove(work, lease, row)
    })
    .await
}

async fn remove(work: Work, lease: Lease, row: Model) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let held = users::hold_all(&tx, &[row.user_id]).await?;
    lease.confirm(&tx).await?;
    for person in held.iter().filter(|person| !person.has_scores()) {
        score_list::remove(tx.rows(), person.id).await?;
    }
    delete_same(&tx, &[row]).await?;
    tx.commit(()).await
}

/// Computes the scores of people who have the same role.
async fn compute(app: &App, lease: Lease, role: Role, stale: &[Stale]) -> Result<()> {
    let crowd = Crowd::load(app, opposite(role)).await?;
    for some in stale.chunks(BATCH) {
        let scored = own_lists(app, lease, &crowd, some).await?;
        let rows: Vec<Model> = scored
            .iter()
            .map(|scored| scored.stale.row.clone())
            .collect();
        match others_lists(app, lease, &crowd, scored).await {
            Ok(()) => {
                Work::run(app, None, Workflow::Plain, move |work| {
                    finish(work, lease, rows)
                })
                .await?;
            }
            // Whoever could not be written is not one of these people: trying each alone would not help.
            Err(error) => {
                tracing::error!(%error, "could not update the lists of others; will retry");
                for row in &rows {
                    postpone(app, row).await?;
                }
            }
        }
    }
    Ok(())
}

/// Computes and stores the lists of these people: together, or each alone if that fails. Returns those that were stored.
async fn own_lists(
    app: &App,
    lease: Lease,
    crowd: &Arc<Crowd>,
    stale: &[Stale],
) -> Result<Vec<Scored>> {
    match own_together(app, lease, crowd, stale.to_vec()).await {
        Ok(scored) => return Ok(scored),
        Err(error) => {
            tracing::warn!(%error, "could not compute scores; will try each person alone");
        }
    }
    lease.renew(app).await?;
    let mut all = Vec::new();
    for one in stale {
        match own_together(app, lease, crowd, vec![one.clone()]).await {
            Ok(scored) => all.extend(scored),
            Err(error) => {
                let row = &one.row;
                tracing::error!(user = %row.user_id, %error, "could not compute scores; will retry");
                postpone(app, row).await?;
            }
        }
    }
    Ok(all)
}

async fn own_together(
    app: &App,
    lease: Lease,
    crowd: &Arc<Crowd>,
    stale: Vec<Stale>,
) -> Result<Vec<Scored>> {
    let scored = own::score(app, crowd, stale).await?;
    own::store(app, lease, &scored).await?;
    Ok(scored)
}

/// Puts those who have changed into the lists of others, and takes them out.
async fn others_lists(
    app: &App,
    lease: Lease,
    crowd: &Arc<Crowd>,
    mut scored: Vec<Scored>,
) -> Result<()> {
    scored.retain(|scored| scored.stale.row.is_change());
    let Some(first) = scored.first() else {
        return Ok(());
    };
    let owners = opposite(first.stale.person.role);
    let revision = Revision {
        removed: HashSet::new(),
        changed: scored,
        crowd: Arc::clone(crowd),
    };
    others::revise(app, lease, owners, revision).await
}

async fn finish(work: Work, lease: Lease, rows: Vec<Model>) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let ids: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    users::hold_all(&tx, &ids).await?;
    // Another process that took over may have changed the lists since.
    lease.confirm(&tx).await?;
    delete_same(&tx, &rows).await?;
    tx.commit(()).await
}

/// Deletes the rows that are still as they were read. A change in the meantime is computed again.
async fn delete_same(tx: &Tx, rows: &[Model]) -> Result<()> {
    let ids = rows.iter().map(|row| row.user_id);
    let current = Entity::find()
        .filter(Column::UserId.is_in(ids))
        .order_by_asc(Column::UserId)
        .lock_exclusive()
        .all(tx.rows())
        .await?;
    let same = current.iter().filter(|row| rows.contains(row));
    let same = same.map(|row| row.user_id);
    Entity::delete_many()
        .filter(Column::UserId.is_in(same))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Moves a row to the end of the queue, unless a newer change replaced it.
async fn postpone(app: &App, row: &Model) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::StaleSince, Expr::val(app.clock.now() + RETRY_DELAY))
        .filter(Column::UserId.eq(row.user_id))
        .filter(Column::StaleSince.eq(row.stale_since))
        .exec(app.db.writer())
        .await?;
    Ok(())
}
