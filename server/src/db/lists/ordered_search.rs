//! Pages of a search in an order of its own.
//!
//! Few matches are collected and sorted. When there are many, a page is often found within the next accounts in that order.
//! If it is not, the matches are far from there, such as everyone called Lee in a list by name: then those whose name begins
//! with the word are a range of the list by name, and only the others are collected. All ways lead to the same pages.

use super::terms::{Search, Term};
use super::{ID, KEY, Listed, Order, Ordering, collected, merged, of_states, read};
use crate::app::App;
use crate::db::page::Slice;
use crate::db::user_columns::Columns;
use crate::entities::user::{Column, Entity};
use crate::entities::user_state::{self, States};
use crate::error::Result;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};

/// Words that accounts have at most this often are collected.
const FEW: u64 = 2000;
/// Accounts that are looked at, in the order of the list, before matches are collected.
const WALKED: u64 = 4000;
/// The same if not all matches are collected then.
const WALKED_BY_NAME: u64 = 1000;
/// The accounts that are looked at.
const WALK: &str = "walked";

/// A page of the accounts that a search finds.
pub(super) async fn page(
    app: &App,
    states: States,
    search: &Search,
    ordering: Ordering,
    slice: &Slice,
    columns: Columns,
) -> Result<Vec<Listed>> {
    let list = ordering.by.list();
    let of = |lists| merged(lists, ordering.descending, slice, columns);
    if !finds_many(app, states, search).await? {
        let collected = collected(app, search.owners(states), ordering, slice);
        return read(app, of(vec![collected]), list, columns).await;
    }
    let leading = search.leading().filter(|_| ordering.by == Order::Name);
    let walked = match leading {
        Some(_) => WALKED_BY_NAME,
        None => WALKED,
    };
    // Other lists are one for each state, which would all be walked.
    if states.are_all()
        && let Some(walk) = walk(app, search, ordering, slice, walked)
    {
        let rows = read(app, of(vec![walk]), list, columns).await?;
        let is_full = u64::try_from(rows.len()).is_ok_and(|rows| rows == slice.limit);
        if is_full {
            return Ok(rows);
        }
    }
    let lists = match leading {
        Some(leading) => parts(app, states, search, leading, ordering, slice),
        None => vec![collected(app, search.owners(states), ordering, slice)],
    };
    read(app, of(lists), list, columns).await
}

/// Whether more accounts than a few have one of the terms that the search starts from.
async fn finds_many(app: &App, states: States, search: &Search) -> Result<bool> {
    let candidates = search.candidates(states, FEW + 1);
    let count = Query::select()
        .expr_as(Func::count(Expr::col(Asterisk)), "read")
        .from_subquery(candidates, "candidates")
        .take();
    let row = app.db.reader().query_one(&count).await?;
    let read: Option<i64> = row.map(|row| row.try_get("", "read")).transpose()?;
    Ok(read.is_some_and(|read| read.unsigned_abs() > FEW))
}

/// The matches among the next accounts of the list. They are the page if they fill it.
fn walk(
    app: &App,
    search: &Search,
    ordering: Ordering,
    slice: &Slice,
    walked: u64,
) -> Option<SelectStatement> {
    let next = Slice {
        limit: walked,
        ..slice.clone()
    };
    let all = States::default();
    let next = of_states(app, all, &Condition::all(), ordering, &next).pop()?;
    let direction = slice.direction(ordering.descending);
    let owner = Expr::col((Alias::new(WALK), Alias::new(ID)));
    let matches = Query::select()
        .columns([KEY, ID])
        .from_subquery(next, WALK)
        .cond_where(search.finds_owner(&owner))
        .order_by(KEY, direction.clone())
        .order_by(ID, direction)
        .limit(slice.limit)
        .take();
    Some(matches)
}

/// The matches whose key begins with a word, which are in the order of the list already, and the others, which are
/// collected.
fn parts(
    app: &App,
    states: States,
    search: &Search,
    leading: &Term,
    ordering: Ordering,
    slice: &Slice,
) -> Vec<SelectStatement> {
    let key = ordering.by.key(app.db.engine);
    let mut range = Query::select();
    range
        .column(Column::Id)
        .from(Entity)
        .cond_where(leading.is(&key));
    if !states.are_all() {
        range
            .and_where(Expr::col((Entity, Alias::new(user_state::COLUMN))).is_in(states.numbers()));
    }
    let others = search.owners_except(states, range);
    let mut lists = vec![collected(app, others, ordering, slice)];
    if let Some(slice) = leading.clip(slice, ordering.descending) {
        let begins = leading.within(&key, &slice, ordering.descending);
        let matches = begins.add(search.finds_owner(&Column::Id.into_expr()));
        lists.extend(of_states(app, states, &matches, ordering, &slice));
    }
    lists
}
