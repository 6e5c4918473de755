//! Changes many accounts with one call: the command for one account, for one after the other, each in a transaction of
//! its own. A refusal of one stops nobody else, and a client that disconnects cancels nothing.

use super::remind_user::{self, remind_user};
use super::update_user::{UserUpdate, update_user};
use super::users::{self, Filter, Ordering};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::db::lists::{self, Listed};
use crate::db::page::Slice;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Model};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::to_its_end;
use rules::Code;
use sea_orm::EntityTrait;
use std::collections::HashSet;

/// Maximum number of accounts of a call.
pub const MAX_PEOPLE: usize = 1000;
/// Accounts per read.
const PAGE: u64 = 500;

/// Whom a call is about.
#[derive(Debug, Clone)]
pub enum People {
    /// These accounts.
    Ids(Vec<UserId>),
    /// The first accounts of a list that the action would change.
    Filter(Filter),
}

/// What to do with each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Its address counts as verified.
    Verify,
    /// It may no longer sign in.
    Deactivate,
    /// Its owner gets an email about what is missing in the profile.
    Remind,
}

/// What became of one account.
#[derive(Debug)]
pub struct Outcome {
    /// The account.
    pub user_id: UserId,
    /// Whether it was changed, or needed no change; or why that was refused.
    pub result: Result<bool>,
}

/// What became of all of them.
#[derive(Debug)]
pub struct Outcomes {
    /// In the order of the ids, or of the list.
    pub of_each: Vec<Outcome>,
    /// How many accounts follow in the list of the filter; `None` if they are too many to count. 0 for ids.
    pub remaining: Option<u64>,
}

/// Does the same for many accounts. For a filter, accounts that need no change are passed over.
///
/// # Errors
/// `BadInput` for too many ids, and when the database does not respond before the first account.
pub async fn run(
    app: &App,
    actor: &Admin<UsersWrite>,
    action: Action,
    people: People,
) -> Result<Outcomes> {
    let (app, actor) = (app.clone(), actor.clone());
    to_its_end(async move {
        let (ids, remaining) = match people {
            People::Ids(ids) => (distinct(ids)?, Some(0)),
            People::Filter(filter) => chosen(&app, action, filter).await?,
        };
        let mut of_each = Vec::with_capacity(ids.len());
        for user_id in ids {
            let result = action.apply(&app, &actor, user_id).await;
            of_each.push(Outcome { user_id, result });
        }
        Ok(Outcomes { of_each, remaining })
    })
    .await
}

fn distinct(ids: Vec<UserId>) -> Result<Vec<UserId>> {
    if ids.len() > MAX_PEOPLE {
        return Err(Error::BadInput(format!("Give at most {MAX_PEOPLE} ids.")));
    }
    let mut seen = HashSet::new();
    Ok(ids.into_iter().filter(|id| seen.insert(*id)).collect())
}

/// Reads a list page by page until there are enough accounts that the action would change. Also returns how many
/// accounts of the list follow.
async fn chosen(app: &App, action: Action, filter: Filter) -> Result<(Vec<UserId>, Option<u64>)> {
    let mut ids = Vec::new();
    let Some(filter) = action.narrowed(filter) else {
        return Ok((ids, Some(0)));
    };
    let ordering = (!filter.is_searched()).then_some(Ordering::NEWEST_FIRST);
    let mut slice = Slice {
        after: None,
        before: None,
        backwards: false,
        limit: PAGE,
    };
    let (mut passed, mut total) = (0, None);
    loop {
        let (rows, counted) = users::listed(app, &filter, ordering, &slice, Columns::ALL).await?;
        if slice.after.is_none() {
            total = lists::count(app, &counted).await?;
        }
        let Some((last, _)) = rows.last() else {
            return Ok((ids, Some(0)));
        };
        slice.after = Some(last.clone());
        let needed = action.needed(app, &rows).await?;
        for (_, user) in &rows {
            if ids.len() == MAX_PEOPLE {
                return Ok((ids, total.map(|total| total.saturating_sub(passed))));
            }
            passed += 1;
            ids.extend(Some(user.id).filter(|id| needed.contains(id)));
        }
    }
}

impl Action {
    /// Narrows a filter to accounts that the action could change; `None` if there can be none.
    fn narrowed(self, mut filter: Filter) -> Option<Filter> {
        let states = &mut filter.states;
        let wanted = match self {
            Self::Verify => vec![(&mut states.is_verified, false)],
            Self::Deactivate => vec![(&mut states.is_active, true)],
            Self::Remind => vec![
                (&mut states.is_eligible, false),
                (&mut states.is_active, true),
                (&mut states.is_verified, true),
                (&mut states.is_deleted, false),
            ],
        };
        for (condition, value) in wanted {
            if *condition.get_or_insert(value) != value {
                return None;
            }
        }
        Some(filter)
    }

    /// Returns the accounts of a page that the action would change.
    async fn needed(self, app: &App, rows: &[Listed]) -> Result<HashSet<UserId>> {
        let users = rows.iter().map(|(_, user)| user);
        let is_needed = |user: &&Model| match self {
            Self::Verify => !user.is_verified,
            Self::Deactivate => user.is_active,
            Self::Remind => remind_user::can_be_reminded(user),
        };
        let mut needed: HashSet<UserId> = users.filter(is_needed).map(|user| user.id).collect();
        if self == Self::Remind && !needed.is_empty() {
            let ids: Vec<UserId> = needed.iter().copied().collect();
            let now = app.clock.now();
            for id in remind_user::recently_reminded(app.db.reader(), &ids, now).await? {
                needed.remove(&id);
            }
        }
        Ok(needed)
    }

    /// Runs the command for one account. Returns whether it changed anything.
    async fn apply(self, app: &App, actor: &Admin<UsersWrite>, user_id: UserId) -> Result<bool> {
        let update = match self {
            Self::Remind => return remind_user(app, actor, user_id).await,
            Self::Deactivate if user_id == actor.user_id() => {
                return Err(Error::refused(Code::OwnAccount));
            }
            Self::Verify => UserUpdate {
                is_verified: Some(true),
                ..UserUpdate::default()
            },
            Self::Deactivate => UserUpdate {
                is_active: Some(false),
                ..UserUpdate::default()
            },
        };
        if self.is_done(app, user_id).await? {
            return Ok(false);
        }
        update_user(app, actor, user_id, update).await?;
        Ok(true)
    }

    async fn is_done(self, app: &App, user_id: UserId) -> Result<bool> {
        let found = user::Entity::find_by_id(user_id);
        let user = found.one(app.db.reader()).await?;
        Ok(user.is_some_and(|user| match self {
            Self::Verify => user.is_verified,
            Self::Deactivate => !user.is_active,
            Self::Remind => false,
        }))
    }
}
