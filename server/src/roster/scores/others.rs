//! Puts people who changed into the lists of others, or takes them out. Only lists that differ afterwards are written.

use super::crowd::{Crowd, blocking};
use super::lease::Lease;
use super::numbers;
use super::own::Scored;
use super::ties::Ties;
use crate::app::App;
use crate::entities::score_list::{Column, Entity, Model};
use crate::entities::user::Role;
use crate::entities::{removed_scores, stale_scores};
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::score_list::List;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use std::sync::Arc;

/// Lists that are read at once.
const PAGE: u64 = 500;
/// Lists that are written in a transaction.
const BATCH: usize = 100;
/// Removed people that are looked for at once.
const REMOVED: u64 = 1000;

/// What happens to the lists of one role.
pub(super) struct Revision {
    /// Numbers to remove.
    pub(super) removed: HashSet<i32>,
    /// People of the other role to put in.
    pub(super) changed: Vec<Scored>,
    /// The owners of the lists.
    pub(super) crowd: Arc<Crowd>,
}

/// The partner role of members.
pub(super) const fn opposite(role: Role) -> Role {
    match role {
        Role::Mentee => Role::Mentor,
        Role::Mentor | Role::Admin => Role::Mentee,
    }
}

/// Removes the numbers that stand for nobody any more from all lists. Returns how many there were.
pub(super) async fn remove_due(app: &App, lease: Lease) -> Result<u64> {
    let rows = removed_scores::Entity::find()
        .order_by_asc(removed_scores::Column::Number)
        .limit(REMOVED)
        .all(app.db.reader())
        .await?;
    for role in [Role::Mentee, Role::Mentor] {
        let of_role = rows.iter().filter(|row| row.role == role);
        let removed: HashSet<i32> = of_role.map(|row| row.number).collect();
        if removed.is_empty() {
            continue;
        }
        let revision = Revision {
            removed: removed.clone(),
            changed: Vec::new(),
            crowd: Arc::default(),
        };
        revise(app, lease, opposite(role), revision).await?;
        removed_scores::Entity::delete_many()
            .filter(removed_scores::Column::Number.is_in(removed))
            .exec(app.db.writer())
            .await?;
    }
    Ok(rows.len() as u64)
}

/// Revises all lists of a role.
pub(super) async fn revise(
    app: &App,
    lease: Lease,
    owners: Role,
    revision: Revision,
) -> Result<()> {
    let (revision, mut after) = (Arc::new(revision), None);
    loop {
        let rows = page(app, owners, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.number);
        let rows = current(app, rows).await?;
        let (here, task) = (app.clone(), Arc::clone(&revision));
        let revised = blocking(move || task.differing(&here, rows)).await??;
        let changed = revision.changed.iter();
        let changed: HashSet<i32> = changed.map(|scored| scored.partner.number).collect();
        for lists in revised.chunks(BATCH) {
            let (lists, changed) = (lists.to_vec(), changed.clone());
            Work::run(app, None, Workflow::Plain, move |work| {
                store(work, lease, changed, lists)
            })
            .await?;
        }
    }
}

async fn page(app: &App, owners: Role, after: Option<i32>) -> Result<Vec<Model>> {
    let rows = Entity::find()
        .filter(Column::Role.eq(owners))
        .filter(Column::Number.gt(after.unwrap_or(0)))
        .order_by_asc(Column::Number)
        .limit(PAGE)
        .all(app.db.reader())
        .await?;
    Ok(rows)
}

/// Leaves out the lists that are going to be computed as a whole.
async fn current(app: &App, rows: Vec<Model>) -> Result<Vec<Model>> {
    let owners = rows.iter().map(|row| row.user_id);
    let stale: Vec<UserId> = stale_scores::Entity::find()
        .select_only()
        .column(stale_scores::Column::UserId)
        .filter(stale_scores::Column::UserId.is_in(owners))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let stale: HashSet<UserId> = stale.into_iter().collect();
    let rows = rows.into_iter();
    Ok(rows.filter(|row| !stale.contains(&row.user_id)).collect())
}

/// A list to write, with its owner's number and account.
type Revised = (i32, UserId, List);

impl Revision {
    fn differing(&self, app: &App, rows: Vec<Model>) -> Result<Vec<Revised>> {
        let mut revised = Vec::new();
        for row in rows {
            let before = List::of(&row);
            let after = self.revised(app, &row, before.clone())?;
            if after != before {
                revised.push((row.number, row.user_id, after));
            }
        }
        Ok(revised)
    }

    fn revised(&self, app: &App, row: &Model, mut list: List) -> Result<List> {
        list.entries
            .retain(|entry| !self.removed.contains(&entry.number));
        let Some((position, owner)) = self.crowd.find(row.number) else {
            return Ok(list);
        };
        let ties = Ties::of(app, owner.id, owner.backgrounds)?;
        for Scored {
            partner,
            points,
            blocked,
            ..
        } in &self.changed
        {
            let points = points.get(position).copied().unwrap_or_default();
            let mut entry = partner
                .entry(points)
                .filter(|_| !blocked.contains(&owner.id));
            if let Some(entry) = &mut entry {
                entry.tie = ties.with(partner.id, partner.backgrounds);
            }
            list.replace(partner.number, entry);
        }
        Ok(list)
    }
}

/// Writes lists that nobody else has written since they were read: only the holder of the lease writes any.
async fn store(
    work: Work,
    lease: Lease,
    changed: HashSet<i32>,
    lists: Vec<Revised>,
) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let owners: Vec<UserId> = lists.iter().map(|(_, owner, _)| *owner).collect();
    let held = users::hold_all(&tx, &owners).await?;
    let held: HashSet<UserId> = held.iter().map(|user| user.id).collect();
    lease.confirm(&tx).await?;
    let present = numbers::hold(&tx, changed.clone()).await?;
    for (number, owner, mut list) in lists {
        list.entries
            .retain(|entry| !changed.contains(&entry.number) || present.contains(&entry.number));
        Entity::update_many()
            .col_expr(Column::Entries, Expr::val(list.pack()))
            .col_expr(Column::Floor, Expr::val(list.floor))
            .filter(Column::Number.eq(number))
            .exec(tx.rows())
            .await?;
        if list.is_short() && held.contains(&owner) {
            stale_scores::refill(tx.rows(), owner).await?;
        }
    }
    tx.commit(()).await
}
