//! How many accounts a list has, as far as that is cheap to find out.

use super::terms::{MinScore, Search};
use crate::app::App;
use crate::entities::user;
use crate::entities::user_state::{self, States};
use crate::error::Result;
use sea_orm::sea_query::{
    Alias, Asterisk, CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, IntoSimpleExpr};

/// What a list has.
#[derive(Debug, Clone)]
pub enum Counted {
    /// Nobody.
    Nobody,
    /// All accounts in these states.
    States(States),
    /// The accounts in these states that a search finds.
    Search(States, Box<Search>),
    /// The mentors in these states with a score.
    Scored(States, MinScore),
}

/// The greatest number that is counted.
const MOST: u64 = 10_000;
const CANDIDATES: &str = "candidates";
const ID: &str = "user_id";

/// Counts a list. Returns `None` if that would take a look at more than 10,000 rows of an index.
///
/// # Errors
/// When the database does not respond.
pub async fn count(app: &App, counted: &Counted) -> Result<Option<u64>> {
    let candidate = Expr::col((Alias::new(CANDIDATES), Alias::new(ID)));
    let (candidates, is_in_list) = match counted {
        Counted::Nobody => return Ok(Some(0)),
        Counted::States(states) => (in_states(*states), Condition::all()),
        Counted::Search(states, search) => (
            search.candidates(*states, MOST + 1),
            search.is_met_by(&candidate),
        ),
        Counted::Scored(states, least) => {
            let in_list = Condition::all().add(has_state(&candidate, *states));
            (least.mentors(), in_list)
        }
    };
    let one = CaseStatement::new().case(is_in_list.add(Expr::cust("TRUE")), candidate);
    let counts = Query::select()
        .expr_as(Func::count(Expr::col(Asterisk)), "read")
        .expr_as(Func::count_distinct(one), "found")
        .from_subquery(candidates, CANDIDATES)
        .take();
    let Some(row) = app.db.reader().query_one(&counts).await? else {
        return Ok(None);
    };
    let (read, found): (i64, i64) = (row.try_get("", "read")?, row.try_get("", "found")?);
    let is_whole = u64::try_from(read).is_ok_and(|read| read <= MOST);
    Ok(u64::try_from(found).ok().filter(|_| is_whole))
}

fn in_states(states: States) -> SelectStatement {
    let mut users = Query::select();
    users
        .expr_as(user::Column::Id.into_simple_expr(), ID)
        .from(user::Entity)
        .limit(MOST + 1);
    if !states.are_all() {
        let state = Expr::col((user::Entity, Alias::new(user_state::COLUMN)));
        users.and_where(state.is_in(states.numbers()));
    }
    users.take()
}

fn has_state(candidate: &Expr, states: States) -> Expr {
    let user = Query::select()
        .expr(Expr::val(1))
        .from(user::Entity)
        .and_where(user::Column::Id.into_expr().eq(candidate.clone()))
        .and_where(states.looked_up())
        .take();
    Expr::exists(user)
}
