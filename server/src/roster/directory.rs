//! Lists and finds mentors.

use crate::app::App;
use crate::db::lists::{self, Listed, Ordering, Search, Term};
use crate::db::page::Slice;
use crate::db::search;
use crate::entities::user::{self, Entity, Model, Role};
use crate::entities::user_state::States;
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{EntityTrait, QueryFilter};

/// Filters for mentors; fields that are `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Each of its words must begin a word of the name.
    pub search: Option<String>,
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// Only mentors with a free seat, or only those without.
    pub has_spots: Option<bool>,
}

/// Returns active mentors with their cursors: in the order of the matching words for a search, otherwise in the order
/// in which they joined. A search never matches email addresses.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn mentors(app: &App, filter: &Filter, slice: &Slice) -> Result<Vec<Listed>> {
    let states = States {
        is_matched: filter.has_spots.map(|has_spots| !has_spots),
        ..States::presentable(Role::Mentor)
    };
    let text = filter.search.as_deref().map(str::trim);
    let words = text.filter(|text| !text.is_empty()).map(search::wanted);
    if words.as_ref().is_some_and(Vec::is_empty) {
        // The search has nothing but punctuation, which no name matches.
        return Ok(Vec::new());
    }
    let words = words.into_iter().flatten().map(Term::Beginning);
    let major = filter.major.as_deref().map(search::major);
    let year = filter.year.map(search::year);
    let terms = words.chain(major.into_iter().chain(year).map(Term::Whole));
    match Search::new(terms.collect(), true) {
        Some(search) => lists::found(app, states, &search, slice).await,
        None => lists::in_order(app, states, Ordering::OLDEST_FIRST, slice).await,
    }
}

/// Returns an active mentor.
///
/// # Errors
/// When the database does not respond.
pub async fn mentor(app: &App, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(user::presentable(Role::Mentor))
        .one(app.db.reader())
        .await?)
}
