//! Everyone of one role, as far as scores with them depend on it: loaded once for a round.

use super::numbers;
use super::ties::Ties;
use crate::app::App;
use crate::entities::user::{self, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::compatibility;
use crate::roster::points::Points;
use crate::roster::score_list::{Entry, List};
use crate::roster::scoring::Index;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Profiles that are read at once.
const PAGE: u64 = 500;

/// Presentable people of one role.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    index: Index,
    people: Vec<Partner>,
    positions: HashMap<i32, usize>,
}

/// What is not part of the index. The order is the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Partner {
    pub(super) id: UserId,
    pub(super) number: i32,
    pub(super) backgrounds: u8,
    pub(super) is_eligible: bool,
}

impl Partner {
    pub(super) fn new(user: &Model, number: i32) -> Self {
        Self {
            id: user.id,
            number,
            backgrounds: compatibility::backgrounds(user),
            is_eligible: user.is_eligible(),
        }
    }

    /// The entry of this partner in someone's list; `None` for a pair that shares nothing that may be shown: listing it at
    /// all would reveal a shared background.
    pub(super) fn entry(&self, points: Points) -> Option<Entry> {
        (points.shown() > 0).then_some(Entry {
            number: self.number,
            points,
            tie: 0,
            is_eligible: self.is_eligible,
        })
    }
}

impl Crowd {
    /// Loads everyone of a role whom others may see.
    pub(super) async fn load(app: &App, role: Role) -> Result<Arc<Self>> {
        let (mut crowd, mut after) = (Self::default(), None);
        loop {
            let people = page(app, role, after).await?;
            let Some(last) = people.last() else {
                return Ok(Arc::new(crowd));
            };
            after = Some(last.id);
            let numbers = numbers::of(app, &people).await?;
            crowd = blocking(move || crowd.with(&people, &numbers)).await?;
        }
    }

    fn with(mut self, people: &[Model], numbers: &HashMap<UserId, i32>) -> Self {
        for person in people {
            if let Some(number) = numbers.get(&person.id) {
                self.positions.insert(*number, self.people.len());
                self.people.push(Partner::new(person, *number));
                self.index.add(person);
            }
        }
        self
    }

    /// Returns a person's points with everyone, by position.
    pub(super) fn points(&self, person: &Model) -> Vec<Points> {
        self.index.points(person)
    }

    /// Returns the best partners of a person, without those who are blocked.
    pub(super) fn best(&self, points: &[Points], blocked: &HashSet<UserId>, ties: Ties) -> List {
        let partners = self.people.iter().zip(points).enumerate();
        let candidates = partners
            .filter(|(_, (partner, _))| !blocked.contains(&partner.id))
            .filter_map(|(position, (partner, points))| Some((position, partner.entry(*points)?)));
        let tie = |position: usize| {
            let partner = self.people.get(position);
            partner.map_or(0, |partner| ties.with(partner.id, partner.backgrounds))
        };
        List::best(candidates.collect(), tie)
    }

    /// Finds a person by their number, with their position.
    pub(super) fn find(&self, number: i32) -> Option<(usize, &Partner)> {
        let position = *self.positions.get(&number)?;
        Some((position, self.people.get(position)?))
    }
}

async fn page(app: &App, role: Role, after: Option<UserId>) -> Result<Vec<Model>> {
    let people = user::Entity::find()
        .filter(user::presentable(role))
        .filter(Condition::all().add_option(after.map(|after| user::Column::Id.gt(after))))
        .order_by_asc(user::Column::Id)
        .limit(PAGE)
        .all(app.db.reader())
        .await?;
    Ok(people)
}

/// Runs a slice of the computation on a thread where it keeps nobody waiting.
pub(super) async fn blocking<T: Send + 'static>(
    slice: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(slice).await;
    done.map_err(|_| Error::Unexpected("the computation of scores stopped".to_owned()))
}
