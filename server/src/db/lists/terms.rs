//! Searching by terms: the words of names and addresses, majors and years.

use crate::db::page::Slice;
use crate::db::search;
use crate::entities::user;
use crate::entities::user_state::States;
use crate::entities::user_term::{Column, Entity};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr};

/// A term of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A term with this prefix.
    Beginning(String),
    /// Exactly this term.
    Whole(String),
}

/// A search for accounts that have every one of some terms.
#[derive(Debug, Clone)]
pub struct Search {
    /// The term that the query starts from.
    first: Term,
    others: Vec<Term>,
    /// Whether to search only by public terms, which addresses are not.
    is_public: bool,
}

/// The alias for a second use of the terms table in a query.
const OTHER: &str = "other_terms";

impl Search {
    /// Creates a search by terms, the most selective first; `None` if there are no terms.
    #[must_use]
    pub fn new(terms: Vec<Term>, is_public: bool) -> Option<Self> {
        let mut terms = terms.into_iter();
        Some(Self {
            first: terms.next()?,
            others: terms.collect(),
            is_public,
        })
    }

    /// Whether a list of the matches can have a cursor at this term.
    pub(super) fn leads_to(&self, term: &str) -> bool {
        match &self.first {
            Term::Beginning(beginning) => term.starts_with(beginning),
            Term::Whole(whole) => term == whole,
        }
    }

    /// The parts of the index that hold the terms of accounts in these states.
    pub(super) fn kept(&self, states: States) -> Vec<Condition> {
        if states.are_all() && !self.is_public {
            return vec![Condition::all()];
        }
        let parts = match self.is_public {
            true => &[true][..],
            false => &[true, false],
        };
        let numbers = states.numbers().into_iter();
        let of = |(state, is_public): (i16, &bool)| {
            Condition::all()
                .add(Column::State.eq(state))
                .add(Column::IsPublic.eq(*is_public))
        };
        numbers
            .flat_map(|state| parts.iter().map(move |is_public| (state, is_public)))
            .map(of)
            .collect()
    }

    /// The condition for terms that match, one per account, within a slice.
    // Invariant: where the slice has a cursor, the cursor is the only bound on its side. Given two bounds, a database
    // may seek by the outer one and scan to the other.
    pub(super) fn finds(&self, slice: &Slice) -> Condition {
        let leads = self.first.within(slice);
        let has = self.others.iter().fold(leads, |all, other| {
            all.add(Expr::exists(
                self.of_same().cond_where(other.is(&term())).take(),
            ))
        });
        let earlier = match &self.first {
            Term::Whole(_) => None,
            // An account with several such words is listed by the first of them.
            Term::Beginning(_) => Some(
                self.of_same()
                    .cond_where(self.first.is(&term()))
                    .and_where(term().lt(Column::Term.into_expr()))
                    .take(),
            ),
        };
        has.add_option(earlier.map(|earlier| Expr::exists(earlier).not()))
    }

    /// The condition for accounts that match, for a query of accounts.
    pub(super) fn owners(&self, states: States) -> Condition {
        let terms = std::iter::once(&self.first).chain(&self.others);
        terms.fold(Condition::all(), |all, wanted| {
            let mut owners = Query::select();
            owners
                .column(Column::UserId)
                .from(Entity)
                .cond_where(wanted.is(&Column::Term.into_expr()));
            if self.is_public {
                owners.and_where(Column::IsPublic.eq(true));
            }
            if !states.are_all() {
                owners.and_where(Column::State.is_in(states.numbers()));
            }
            all.add(user::Column::Id.in_subquery(owners.take()))
        })
    }

    /// The terms of the account that the query has reached.
    fn of_same(&self) -> SelectStatement {
        let owner = Expr::col((Alias::new(OTHER), Column::UserId));
        let mut same = Query::select();
        same.expr(Expr::val(1))
            .from_as(Entity, Alias::new(OTHER))
            .and_where(owner.eq(Column::UserId.into_simple_expr()));
        if self.is_public {
            same.and_where(Expr::col((Alias::new(OTHER), Column::IsPublic)).eq(true));
        }
        same
    }
}

impl Term {
    /// The condition of the leading term in its own list, without the bounds that the slice's cursors replace.
    fn within(&self, slice: &Slice) -> Condition {
        let (is_open_below, is_open_above) = (slice.after.is_none(), slice.before.is_none());
        let term = Column::Term;
        match self {
            Self::Whole(whole) if is_open_below && is_open_above => {
                Condition::all().add(term.eq(whole.as_str()))
            }
            Self::Whole(whole) => Condition::all()
                .add_option(is_open_below.then(|| term.gte(whole.as_str())))
                .add_option(is_open_above.then(|| term.lte(whole.as_str()))),
            Self::Beginning(beginning) => Condition::all()
                .add_option(is_open_below.then(|| term.gte(beginning.as_str())))
                .add_option(is_open_above.then(|| term.lt(search::end(beginning)))),
        }
    }

    fn is(&self, term: &Expr) -> Condition {
        let term = term.clone();
        match self {
            Self::Beginning(beginning) => Condition::all()
                .add(term.clone().gte(beginning.as_str()))
                .add(term.lt(search::end(beginning))),
            Self::Whole(whole) => Condition::all().add(term.eq(whole.as_str())),
        }
    }
}

fn term() -> Expr {
    Expr::col((Alias::new(OTHER), Column::Term))
}
