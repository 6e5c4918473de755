//! Pages of account lists. A page costs the same no matter how many accounts there are, and how few of them match.
//!
//! The database keeps each list once for each account state, as ranges of one index. A list of accounts in several
//! states merges their lists, and reads at most one page from each. The query plan does not depend on the database's
//! statistics, or on their absence.

mod count;
mod order;
mod ordered_search;
mod terms;
mod wanted;

pub use count::{Counted, count};
pub use order::{Order, Ordering};
pub use terms::{MinScore, Search, have_terms};
pub use wanted::Wanted;

use super::cells::Cells;
use super::page::{self, Key, List, ListCursor, Slice};
use crate::app::App;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Column, Entity, Model};
use crate::entities::user_state::{self, States};
use crate::entities::user_term;
use crate::error::Result;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect,
    QueryTrait, Select,
};

/// A row of a list: its cursor and the account.
pub type Listed = (ListCursor, Model);

/// The rows that are merged into a page.
const PAGE: &str = "page";
/// In a page: the sort key.
const KEY: &str = "key";
/// In a page: the id of the account.
const ID: &str = "id";
/// The position of the sort key in a row; the columns of the account follow it.
const KEY_AT: usize = 0;

/// Accounts in these states, each with its cursor. Only these columns of the accounts are read.
///
/// # Errors
/// `BadInput` for a cursor of another order.
pub async fn in_order(
    app: &App,
    states: States,
    ordering: Ordering,
    slice: &Slice,
    columns: Columns,
) -> Result<Vec<Listed>> {
    slice.check(ordering.by.list())?;
    if states.are_all() {
        // One list, whose rows need not be looked up again.
        let key = ordering.by.key(app.db.engine);
        let order = (key.clone(), Column::Id.into_expr());
        let users = user::with_deleted().select_only().column_as(key, KEY);
        let mut page = page::slice(users, order, ordering.descending, slice).into_query();
        columns.select_in(&mut page);
        return read_short(app, Some(page), ordering.by.list(), columns).await;
    }
    let lists = of_states(app, states, &Condition::all(), ordering, slice);
    let page = merged(lists, ordering.descending, slice, columns);
    read_short(app, page, ordering.by.list(), columns).await
}

/// Accounts in these states that match a search, in the order of the matching words, and what was searched for. Words are
/// corrected only if nobody has them as they were typed; whether somebody does depends on what the caller can find.
///
/// # Errors
/// `BadInput` for a cursor of another search, or of another order.
pub async fn search(
    app: &App,
    states: States,
    wanted: &Wanted,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    let continues_corrected = slice.check(List::CorrectedTerm).is_ok() && slice.has_cursor();
    if continues_corrected {
        let corrected = wanted.search(app, states, true).await?;
        return stage(app, states, corrected, List::CorrectedTerm, slice, columns).await;
    }
    let typed = wanted.search(app, states, false).await?;
    let (rows, counted) = stage(app, states, typed, List::Term, slice, columns).await?;
    if !rows.is_empty() || slice.has_cursor() || !wanted.can_be_corrected() {
        return Ok((rows, counted));
    }
    let corrected = wanted.search(app, states, true).await?;
    // If no word is near the typed ones, the same search would find nobody again.
    match &counted {
        Counted::Search(_, typed) if corrected.as_ref().is_none_or(|it| it.is_like(typed)) => {
            Ok((rows, counted))
        }
        _ => stage(app, states, corrected, List::CorrectedTerm, slice, columns).await,
    }
}

/// Like `search`, in an order of their own. Matches that are not near each other in that order are collected and sorted, so
/// the cost may grow with their number.
///
/// # Errors
/// `BadInput` for a cursor of another order.
pub async fn search_in_order(
    app: &App,
    states: States,
    wanted: &Wanted,
    ordering: Ordering,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    slice.check(ordering.by.list())?;
    // A cursor of these lists does not say whether words were corrected.
    let first = Slice {
        after: None,
        before: None,
        backwards: false,
        limit: 1,
    };
    let (found, counted) = search(app, states, wanted, &first, Columns::ID).await?;
    let rows = match &counted {
        Counted::Search(_, search) if !found.is_empty() => {
            ordered_search::page(app, states, search, ordering, slice, columns).await?
        }
        _ => Vec::new(),
    };
    Ok((rows, counted))
}

/// Mentors in these states with a score, in an order.
///
/// # Errors
/// `BadInput` for a cursor of another order.
pub async fn scored_in_order(
    app: &App,
    states: States,
    least: MinScore,
    ordering: Ordering,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    slice.check(ordering.by.list())?;
    let matches = Condition::all()
        .add(least.owns(Column::Id))
        .add(states.looked_up());
    let list = collected(app, matches, ordering, slice);
    let page = merged(vec![list], ordering.descending, slice, columns);
    let rows = read(app, page, ordering.by.list(), columns).await?;
    Ok((rows, Counted::Scored(states, least)))
}

/// A page of a search with the words as they were typed, or with their corrections.
async fn stage(
    app: &App,
    states: States,
    search: Option<Search>,
    list: List,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    slice.check(list)?;
    let Some(search) = search else {
        return Ok((Vec::new(), Counted::Nobody));
    };
    slice
        .check_cursors(|cursor| matches!(&cursor.key, Key::Text(term) if search.leads_to(term)))?;
    let order = (
        user_term::Column::Term.into_expr(),
        user_term::Column::UserId.into_expr(),
    );
    let lists = search.lists(states, slice).into_iter();
    let lists = lists.map(|(finds, slice)| {
        let terms = user_term::Entity::find().filter(finds);
        page::slice(keyed(terms, &order), order.clone(), false, &slice).into_query()
    });
    let page = merged(lists.collect(), false, slice, columns);
    let rows = read(app, page, list, columns).await?;
    Ok((rows, Counted::Search(states, Box::new(search))))
}

/// The lists of accounts in these states that meet a condition, each in the order of an index.
fn of_states(
    app: &App,
    states: States,
    matches: &Condition,
    ordering: Ordering,
    slice: &Slice,
) -> Vec<SelectStatement> {
    let key = ordering.by.key(app.db.engine);
    let list = |users: Select<Entity>| {
        let order = (key.clone(), Column::Id.into_expr());
        let users = keyed(users.filter(matches.clone()), &order);
        page::slice(users, order, ordering.descending, slice).into_query()
    };
    if states.are_all() {
        return vec![list(user::with_deleted())];
    }
    let state = Expr::col((Entity, Alias::new(user_state::COLUMN)));
    let of = |number: i16| list(user::with_deleted().filter(state.clone().eq(number)));
    states.numbers().into_iter().map(of).collect()
}

/// A list of accounts that meet a condition, which are collected and sorted.
fn collected(app: &App, matches: Condition, ordering: Ordering, slice: &Slice) -> SelectStatement {
    let key = ordering.by.key(app.db.engine);
    // Not the column itself: walking its index to find the matches is slow if they are at the end.
    let key = Expr::from(Func::coalesce([key.clone(), key]));
    let order = (key, Column::Id.into_expr());
    let found = user::with_deleted().filter(matches);
    page::slice(keyed(found, &order), order, ordering.descending, slice).into_query()
}

/// Selects only the key and the id, which an index holds.
fn keyed<E: EntityTrait>(query: Select<E>, (key, id): &(Expr, Expr)) -> Select<E> {
    query
        .select_only()
        .column_as(key.clone(), KEY)
        .column_as(id.clone(), ID)
}

/// The page of several lists that have the same order, with these columns of the accounts; `None` without any list.
fn merged(
    lists: Vec<SelectStatement>,
    descending: bool,
    slice: &Slice,
    columns: Columns,
) -> Option<SelectStatement> {
    let direction = slice.direction(descending);
    let mut lists = lists.into_iter().map(|list| {
        Query::select()
            .columns([KEY, ID])
            .from_subquery(list, "list")
            .take()
    });
    let mut page = lists.next()?;
    for list in lists {
        page.union(UnionType::All, list);
    }
    page.order_by(KEY, direction.clone())
        .order_by(ID, direction.clone())
        .limit(slice.limit);
    let mut rows = Query::select()
        .column((PAGE, KEY))
        .from_subquery(page, PAGE)
        .inner_join(Entity, Expr::col((PAGE, ID)).equals((Entity, Column::Id)))
        .order_by((PAGE, KEY), direction.clone())
        .order_by((PAGE, ID), direction)
        .take();
    columns.select_in(&mut rows);
    Some(rows)
}

/// Reads a page that may look at many rows.
async fn read(
    app: &App,
    page: Option<SelectStatement>,
    list: List,
    columns: Columns,
) -> Result<Vec<Listed>> {
    let Some(page) = page else {
        return Ok(Vec::new());
    };
    let rows = app.db.reader().query_all(&page).await?;
    let listed = |row: &QueryResult| listed(&Cells::Orm(row), list, columns);
    rows.iter().map(listed).collect()
}

/// Reads a page that looks at few more rows than it has.
async fn read_short(
    app: &App,
    page: Option<SelectStatement>,
    list: List,
    columns: Columns,
) -> Result<Vec<Listed>> {
    match page {
        Some(page) => {
            let listed = |row: &Cells<'_>| listed(row, list, columns);
            app.db.read_short(&page, listed).await
        }
        None => Ok(Vec::new()),
    }
}

fn listed(row: &Cells<'_>, list: List, columns: Columns) -> Result<Listed> {
    let user = columns.read(row, KEY_AT + 1)?;
    let cursor = ListCursor {
        list,
        key: list.read_key(row, KEY_AT)?,
        id: user.id.0,
    };
    Ok((cursor, user))
}
