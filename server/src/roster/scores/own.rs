//! Computes the lists of stale people.

use super::crowd::{Crowd, Partner, blocking};
use super::lease::Lease;
use super::ties::Ties;
use super::{Stale, numbers};
use crate::app::App;
use crate::entities::blacklist;
use crate::entities::score_list::{Column, Entity};
use crate::entities::user::{Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::points::Points;
use crate::roster::score_list::List;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A stale person and their scores.
#[derive(Debug)]
pub(super) struct Scored {
    pub(super) stale: Stale,
    pub(super) partner: Partner,
    /// The points with everyone of the crowd.
    pub(super) points: Vec<Points>,
    /// The partners with whom there is no score.
    pub(super) blocked: HashSet<UserId>,
    list: List,
}

/// Computes the scores of these people, all of one role, with a crowd of the other one.
pub(super) async fn score(
    app: &App,
    crowd: &Arc<Crowd>,
    people: Vec<Stale>,
) -> Result<Vec<Scored>> {
    let models: Vec<Model> = people.iter().map(|stale| stale.person.clone()).collect();
    let numbers = numbers::of(app, &models).await?;
    let mut blocked = blocked(app, &models).await?;
    let (app, crowd) = (app.clone(), Arc::clone(crowd));
    blocking(move || {
        let numbered = people
            .into_iter()
            .filter_map(|stale| Some((*numbers.get(&stale.person.id)?, stale)));
        numbered
            .map(|(number, stale)| {
                let partner = Partner::new(&stale.person, number);
                let blocked = blocked.remove(&partner.id).unwrap_or_default();
                let ties = Ties::of(&app, partner.id, partner.backgrounds)?;
                let points = crowd.points(&stale.person);
                let list = crowd.best(&points, &blocked, ties);
                Ok(Scored {
                    stale,
                    partner,
                    points,
                    blocked,
                    list,
                })
            })
            .collect()
    })
    .await?
}

/// Returns the partners with whom these people have no scores: the mentee chose the mentor from a list. Pairs that are
/// blocked by an address have scores, which lists leave out.
async fn blocked(app: &App, people: &[Model]) -> Result<HashMap<UserId, HashSet<UserId>>> {
    let ids = || people.iter().map(|person| person.id);
    let are_mentees = people.iter().all(|person| person.role == Role::Mentee);
    let own = match are_mentees {
        true => blacklist::Column::MenteeId,
        false => blacklist::Column::MentorId,
    };
    let blocks = blacklist::Entity::find()
        .filter(own.is_in(ids()))
        .filter(blacklist::chosen())
        .all(app.db.reader())
        .await?;
    let mut blocked: HashMap<UserId, HashSet<UserId>> = HashMap::new();
    for block in blocks {
        let Some(mentor_id) = block.mentor_id else {
            continue;
        };
        let (person, partner) = match are_mentees {
            true => (block.mentee_id, mentor_id),
            false => (mentor_id, block.mentee_id),
        };
        blocked.entry(person).or_default().insert(partner);
    }
    Ok(blocked)
}

/// Stores the lists.
pub(super) async fn store(app: &App, lease: Lease, scored: &[Scored]) -> Result<()> {
    let lists = scored
        .iter()
        .map(|scored| (scored.partner, scored.list.clone()));
    let lists = lists.collect();
    Work::run(app, None, Workflow::Plain, move |work| {
        attempt(work, lease, lists)
    })
    .await
}

async fn attempt(work: Work, lease: Lease, lists: Vec<(Partner, List)>) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let owners: Vec<UserId> = lists.iter().map(|(owner, _)| owner.id).collect();
    users::hold_all(&tx, &owners).await?;
    lease.confirm(&tx).await?;
    // Invariant: everyone in a list is held while it is written, so that they cannot be deleted in the meantime.
    let entries = lists.iter().flat_map(|(_, list)| &list.entries);
    let present = numbers::hold(&tx, entries.map(|entry| entry.number).collect()).await?;
    for (owner, mut list) in lists {
        list.entries.retain(|entry| present.contains(&entry.number));
        write(&tx, owner.number, &list).await?;
    }
    tx.commit(()).await
}

async fn write(tx: &Tx, number: i32, list: &List) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Entries, Expr::val(list.pack()))
        .col_expr(Column::Floor, Expr::val(list.floor))
        .col_expr(Column::ComputedAt, Expr::val(tx.app.clock.now()))
        .filter(Column::Number.eq(number))
        .exec(tx.rows())
        .await?;
    Ok(())
}
