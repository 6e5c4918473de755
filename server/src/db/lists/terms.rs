//! A search by terms: the words of names, addresses and interests, majors and years.

use crate::db::page::Slice;
use crate::db::search::{self, keys};
use crate::entities::user;
use crate::entities::user_state::States;
use crate::entities::user_term::{Column, Entity};
use crate::ids::UserId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr};
use std::cmp::Ordering as Place;
use std::sync::Arc;

/// A term of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// A term with this prefix.
    Beginning(String),
    /// Exactly this term, of those that everyone may search by.
    Whole(String),
}

/// A search for accounts that have, of each of some groups of terms, at least one.
#[derive(Debug, Clone)]
pub struct Search {
    /// The terms that the query starts from.
    pub(super) first: Vec<Term>,
    pub(super) others: Vec<Vec<Term>>,
    /// The typed word that the first terms were made from.
    pub(super) typed: Option<String>,
    /// Whether the terms include words near those that were typed.
    pub(super) is_corrected: bool,
    /// Whether to search only by public terms, which addresses are not.
    pub(super) is_public: bool,
    /// Only mentors with this score.
    pub(super) min_score: Option<MinScore>,
}

/// The mentors who have the least score with a mentee: some of those that the mentee's list keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinScore(pub Arc<[UserId]>);

/// The alias for a second use of the terms table in a query.
const OTHER: &str = "other_terms";
/// The maximum number of lists that the query of a search merges. SQLite takes 500.
const LISTS: usize = 150;

impl Search {
    /// Drops the last terms to start from if they would have too many lists: each has one for every account state.
    pub(super) fn limit(&mut self, states: States) {
        let count = |term| self.parts(states, term).len();
        let (mut lists, mut kept) = (0, 0);
        for term in &self.first {
            lists += count(term);
            if kept > 0 && lists > LISTS {
                break;
            }
            kept += 1;
        }
        self.first.truncate(kept);
    }

    /// Whether another search is for the same terms.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.first, &self.others) == (&other.first, &other.others)
    }

    /// Whether a list of the matches can have a cursor at this term. The words that contain a typed one, or are near it,
    /// may be others than when the cursor was made.
    pub(super) fn leads_to(&self, term: &str) -> bool {
        let typed = self.typed.as_deref();
        if let Some(typed) = typed.filter(|typed| keys::can_be_inside(typed)) {
            return term.contains(typed) || self.is_corrected && keys::is_near(typed, term);
        }
        self.first.iter().any(|wanted| match wanted {
            Term::Beginning(beginning) => term.starts_with(beginning),
            Term::Whole(whole) => term == whole,
        })
    }

    /// The lists of the index that together have the matches, in these states and within a slice: the condition of
    /// each, and the part of the slice that is inside it.
    pub(super) fn lists(&self, states: States, slice: &Slice) -> Vec<(Condition, Slice)> {
        let mut lists = Vec::new();
        for term in &self.first {
            let Some(slice) = term.clip(slice, false) else {
                continue;
            };
            for part in self.parts(states, term) {
                lists.push((part.add(self.finds(term, &slice)), slice.clone()));
            }
        }
        lists
    }

    /// The condition for accounts that match, for a query of accounts.
    pub(super) fn owners(&self, states: States) -> Condition {
        let first = self.owners_of_any(states, &self.first);
        self.owners_among(states, first)
    }

    /// The same without the accounts that a query selects.
    pub(super) fn owners_except(&self, states: States, excluded: SelectStatement) -> Condition {
        let mut first = self.owners_of_any(states, &self.first);
        self.owners_among(states, first.union(UnionType::Except, excluded).take())
    }

    /// The condition for accounts that match, among those that have the first terms.
    fn owners_among(&self, states: States, first: SelectStatement) -> Condition {
        let others = self.others.iter();
        let others = others.map(|wanted| self.owners_of_any(states, wanted));
        let owners = std::iter::once(first).chain(others);
        let owners = owners.fold(Condition::all(), |all, owners| {
            all.add(user::Column::Id.in_subquery(owners))
        });
        let least = self.min_score.as_ref();
        owners.add_option(least.map(|least| least.owns(user::Column::Id)))
    }

    fn owners_of_any(&self, states: States, wanted: &[Term]) -> SelectStatement {
        all_of(wanted.iter().map(|term| self.owners_of(states, term)))
    }

    /// The word that was typed first, if it can be the beginning of a word.
    pub(super) fn leading(&self) -> Option<&Term> {
        let mut terms = self.first.iter();
        terms.find(|term| matches!(term, Term::Beginning(_)))
    }

    /// At most `limit` accounts that have one of the first terms, in no order; an account with several of them more than
    /// once.
    pub(super) fn candidates(&self, states: States, limit: u64) -> SelectStatement {
        let limited = |term| {
            let owners = self.owners_of(states, term).limit(limit).take();
            Query::select()
                .column(Column::UserId)
                .from_subquery(owners, "owners")
                .take()
        };
        all_of(self.first.iter().map(limited)).limit(limit).take()
    }

    /// The accounts that have one term: a range of an index. Several terms at once would be a filter of a larger one.
    fn owners_of(&self, states: States, wanted: &Term) -> SelectStatement {
        let mut owners = Query::select();
        owners
            .column(Column::UserId)
            .from(Entity)
            .cond_where(wanted.is(&Column::Term.into_expr()));
        let parts: &[bool] = match (wanted, self.is_public) {
            (Term::Beginning(_), false) => &[true, false],
            _ => &[true],
        };
        owners.and_where(Column::IsPublic.is_in(parts.iter().copied()));
        if !states.are_all() {
            owners.and_where(Column::State.is_in(states.numbers()));
        }
        owners
    }

    /// The condition for accounts that match, by a look at the terms of each.
    pub(super) fn finds_owner(&self, owner: &Expr) -> Condition {
        let mut same = self.of_same(owner.clone());
        let has_first = Expr::exists(same.cond_where(self.is_any(&self.first)).take());
        self.is_met_by(owner).add(has_first)
    }

    /// The condition for candidates that match.
    pub(super) fn is_met_by(&self, owner: &Expr) -> Condition {
        let has = |wanted: &Vec<Term>| {
            let mut same = self.of_same(owner.clone());
            Expr::exists(same.cond_where(self.is_any(wanted)).take())
        };
        let others = self.others.iter().map(has);
        let others = others.fold(Condition::all(), Condition::add);
        let least = self.min_score.as_ref();
        others.add_option(least.map(|least| least.owns(owner.clone())))
    }

    /// The parts of the index that hold the terms of accounts in these states.
    fn parts(&self, states: States, term: &Term) -> Vec<Condition> {
        let public = || Condition::all().add(Column::IsPublic.eq(true));
        let parts = match (term, self.is_public) {
            (Term::Beginning(_), false) => &[true, false][..],
            _ => &[true],
        };
        if states.are_all() && !self.is_public {
            return vec![match term {
                Term::Beginning(_) => Condition::all(),
                Term::Whole(_) => public(),
            }];
        }
        let of = |(state, is_public): (i16, &bool)| {
            Condition::all()
                .add(Column::State.eq(state))
                .add(Column::IsPublic.eq(*is_public))
        };
        let numbers = states.numbers().into_iter();
        numbers
            .flat_map(|state| parts.iter().map(move |is_public| (state, is_public)))
            .map(of)
            .collect()
    }

    /// The condition for rows of one of the first terms, one per account, within a slice.
    // Invariant: where the slice has a cursor, the cursor is the only bound on its side. Given two bounds, a database
    // may seek by the outer one and scan to the other.
    fn finds(&self, lead: &Term, slice: &Slice) -> Condition {
        let owner = Column::UserId.into_simple_expr();
        let has = lead
            .within(&Column::Term.into_expr(), slice, false)
            .add(self.is_met_by(&owner));
        let earlier = match self.first.as_slice() {
            [Term::Whole(_)] => None,
            // An account with several such words is listed by the first of them.
            first => Some(
                self.of_same(owner)
                    .cond_where(self.is_any(first))
                    .and_where(term().lt(Column::Term.into_expr()))
                    .take(),
            ),
        };
        has.add_option(earlier.map(|earlier| Expr::exists(earlier).not()))
    }

    /// The condition for the account's other terms to be one of the wanted ones.
    fn is_any(&self, wanted: &[Term]) -> Condition {
        let is_public = Expr::col((Alias::new(OTHER), Column::IsPublic)).eq(true);
        wanted.iter().fold(Condition::any(), |any, wanted| {
            let is = wanted.is(&term());
            any.add(match (wanted, self.is_public) {
                (Term::Whole(_), false) => is.add(is_public.clone()),
                _ => is,
            })
        })
    }

    /// The terms of the account that the query has reached.
    fn of_same(&self, owner: Expr) -> SelectStatement {
        let mut same = Query::select();
        same.expr(Expr::val(1))
            .from_as(Entity, Alias::new(OTHER))
            .and_where(Expr::col((Alias::new(OTHER), Column::UserId)).eq(owner));
        if self.is_public {
            same.and_where(Expr::col((Alias::new(OTHER), Column::IsPublic)).eq(true));
        }
        same
    }
}

impl Term {
    /// The part of a slice that is inside this term's range; `None` if they have nothing in common. A cursor outside
    /// of the range bounds nothing in it, and is left out.
    pub(super) fn clip(&self, slice: &Slice, descending: bool) -> Option<Slice> {
        // On which side of a cursor nothing of the range would be left.
        let (past, short) = match descending {
            true => (Place::Less, Place::Greater),
            false => (Place::Greater, Place::Less),
        };
        let mut clipped = slice.clone();
        let after = slice.after_text().map(|after| self.place_of(after));
        let before = slice.before_text().map(|before| self.place_of(before));
        if after == Some(past) || before == Some(short) {
            return None;
        }
        clipped.after = clipped.after.filter(|_| after != Some(short));
        clipped.before = clipped.before.filter(|_| before != Some(past));
        Some(clipped)
    }

    /// Whether a text is below, inside or above this term's range. Both databases compare by bytes, as Rust does.
    fn place_of(&self, text: &str) -> Place {
        match self {
            Self::Beginning(beginning) if text.starts_with(beginning) => Place::Equal,
            Self::Beginning(other) | Self::Whole(other) => text.cmp(other.as_str()),
        }
    }

    /// The condition for a term or key in this range.
    pub(super) fn is(&self, term: &Expr) -> Condition {
        let term = term.clone();
        match self {
            Self::Beginning(beginning) => Condition::all()
                .add(term.clone().gte(beginning.as_str()))
                .add(term.lt(search::end(beginning))),
            Self::Whole(whole) => Condition::all().add(term.eq(whole.as_str())),
        }
    }

    /// The condition for a key of a list, without the bounds that the slice's cursors replace.
    pub(super) fn within(&self, key: &Expr, slice: &Slice, descending: bool) -> Condition {
        let (mut is_open_below, mut is_open_above) =
            (slice.after.is_none(), slice.before.is_none());
        if descending {
            std::mem::swap(&mut is_open_below, &mut is_open_above);
        }
        let key = || key.clone();
        match self {
            Self::Whole(whole) if is_open_below && is_open_above => {
                Condition::all().add(key().eq(whole.as_str()))
            }
            Self::Whole(whole) => Condition::all()
                .add_option(is_open_below.then(|| key().gte(whole.as_str())))
                .add_option(is_open_above.then(|| key().lte(whole.as_str()))),
            Self::Beginning(beginning) => Condition::all()
                .add_option(is_open_below.then(|| key().gte(beginning.as_str())))
                .add_option(is_open_above.then(|| key().lt(search::end(beginning)))),
        }
    }
}

impl MinScore {
    /// Whether no mentor has the score.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.0.is_empty()
    }

    /// The condition for a mentor with this score.
    pub(super) fn owns(&self, mentor: impl IntoSimpleExpr) -> Expr {
        let mentors = self.0.iter().map(|mentor| mentor.0);
        mentor.into_simple_expr().is_in(mentors)
    }

    /// The accounts of the mentors, with one column.
    pub(super) fn mentors(&self) -> SelectStatement {
        Query::select()
            .expr_as(user::Column::Id.into_simple_expr(), Column::UserId)
            .from(user::Entity)
            .and_where(self.owns(user::Column::Id))
            .take()
    }
}

/// All rows of several queries.
fn all_of(queries: impl Iterator<Item = SelectStatement>) -> SelectStatement {
    let all = queries.reduce(|mut all, query| all.union(UnionType::All, query).take());
    all.unwrap_or_default()
}

/// The condition for an account, of another query, that has all of these public terms.
#[must_use]
pub fn have_terms(account: &Expr, terms: Vec<String>) -> Condition {
    let search = Search {
        first: Vec::new(),
        others: terms
            .into_iter()
            .map(|term| vec![Term::Whole(term)])
            .collect(),
        typed: None,
        is_corrected: false,
        is_public: true,
        min_score: None,
    };
    search.is_met_by(account)
}

fn term() -> Expr {
    Expr::col((Alias::new(OTHER), Column::Term))
}
