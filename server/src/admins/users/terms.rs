//! The conditions of a search by the beginnings of words.

use crate::db::search;
use crate::entities::user_term::{Column, Entity};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

/// Another look at the words than the one that leads the query.
const OTHER: &str = "other_terms";

/// The words that begin like this.
pub(super) fn begins(beginning: &str) -> Condition {
    Condition::all()
        .add(Column::Term.gte(beginning))
        .add(Column::Term.lt(search::end(beginning)))
}

/// Of an account's words that begin like this only the first, so that nobody is listed twice.
pub(super) fn is_first(beginning: &str) -> Expr {
    let term = Expr::col((Alias::new(OTHER), Column::Term));
    let earlier = others()
        .and_where(term.clone().gte(beginning))
        .and_where(term.lt(Column::Term.into_expr()))
        .to_owned();
    Expr::exists(earlier).not()
}

/// The account has a word for each of these beginnings.
pub(super) fn has_all(beginnings: &[String]) -> Condition {
    let term = Expr::col((Alias::new(OTHER), Column::Term));
    beginnings.iter().fold(Condition::all(), |all, beginning| {
        let own = others()
            .and_where(term.clone().gte(beginning.as_str()))
            .and_where(term.clone().lt(search::end(beginning)))
            .to_owned();
        all.add(Expr::exists(own))
    })
}

/// Whoever has a word that begins like this.
pub(super) fn owners(beginning: &str) -> SelectStatement {
    Query::select()
        .column(Column::UserId)
        .from(Entity)
        .cond_where(begins(beginning))
        .to_owned()
}

/// The words of the account that the query leads to.
fn others() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, Alias::new(OTHER))
        .and_where(
            Expr::col((Alias::new(OTHER), Column::UserId)).equals(Column::UserId.as_column_ref()),
        )
        .to_owned()
}
