//! Numbers of people, by which lists name them.

use crate::app::App;
use crate::entities::score_list::{self, ActiveModel, Column, Entity};
use crate::entities::user::{Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::{HashMap, HashSet};

/// How many numbers one statement looks up.
const LOOKUP: usize = 1000;

/// Returns the numbers of these people, who are presentable in their roles. Those who have none get one, and those who had
/// another role get another number.
pub(super) async fn of(app: &App, people: &[Model]) -> Result<HashMap<UserId, i32>> {
    let roles: HashMap<UserId, _> = people.iter().map(|user| (user.id, user.role)).collect();
    let with_roles = |rows: Vec<Row>| {
        let rows = rows.into_iter();
        let current = rows.filter(|(id, _, role)| roles.get(id) == Some(role));
        current.map(|(id, number, _)| (id, number))
    };
    let stored = rows(app.db.reader(), roles.keys()).await?;
    let mut numbers: HashMap<UserId, i32> = with_roles(stored).collect();
    let missing = roles.keys().filter(|id| !numbers.contains_key(id));
    let missing: Vec<UserId> = missing.copied().collect();
    if !missing.is_empty() {
        let assigned = Work::run(app, None, Workflow::Plain, |work| assign(work, missing));
        // Someone may have changed the role since.
        numbers.extend(with_roles(assigned.await?));
    }
    Ok(numbers)
}

/// An account, its number, and its role.
type Row = (UserId, i32, Role);

async fn rows(
    reader: &impl ConnectionTrait,
    people: impl Iterator<Item = &UserId>,
) -> Result<Vec<Row>> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::UserId, Column::Number, Column::Role])
        .filter(Column::UserId.is_in(people.copied()))
        .into_tuple()
        .all(reader)
        .await?;
    Ok(rows)
}

async fn assign(work: Work, people: Vec<UserId>) -> Result<Committed<Vec<Row>>> {
    let tx = work.begin().await?;
    let held = users::hold_all(&tx, &people).await?;
    for (id, _, role) in rows(tx.rows(), people.iter()).await? {
        if held.iter().any(|user| user.id == id && user.role != role) {
            score_list::remove(tx.rows(), id).await?;
        }
    }
    let present = held.iter().filter(|user| user.is_presentable(user.role));
    let new: Vec<ActiveModel> = present.map(blank).collect();
    if !new.is_empty() {
        let as_it_is = OnConflict::column(Column::UserId).do_nothing().to_owned();
        Entity::insert_many(new)
            .on_conflict(as_it_is)
            .exec_without_returning(tx.rows())
            .await?;
    }
    let rows = rows(tx.rows(), people.iter()).await?;
    tx.commit(rows).await
}

fn blank(user: &Model) -> ActiveModel {
    ActiveModel {
        user_id: Set(user.id),
        role: Set(user.role),
        entries: Set(Vec::new()),
        ..Default::default()
    }
}

/// Returns those of these numbers that still stand for someone, and keeps these people from being deleted until the end of
/// the transaction.
pub(super) async fn hold(tx: &Tx, numbers: HashSet<i32>) -> Result<HashSet<i32>> {
    let mut numbers: Vec<i32> = numbers.into_iter().collect();
    numbers.sort_unstable();
    let mut held = HashSet::new();
    for some in numbers.chunks(LOOKUP) {
        let found: Vec<i32> = Entity::find()
            .select_only()
            .column(Column::Number)
            .filter(Column::Number.is_in(some.iter().copied()))
            .order_by_asc(Column::Number)
            .lock(LockType::KeyShare)
            .into_tuple()
            .all(tx.rows())
            .await?;
        held.extend(found);
    }
    Ok(held)
}
