//! The directory of mentors.

use crate::app::App;
use crate::db::lists::{self, Listed, Ordering, Search, Term};
use crate::db::page::Slice;
use crate::db::search;
use crate::entities::user::{self, Entity, Model, Role};
use crate::entities::user_state::States;
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::{EntityTrait, QueryFilter};

/// Which mentors; what is left out does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Each word of it begins a word of the name.
    pub search: Option<String>,
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// Only those with a place left (or without).
    pub has_spots: Option<bool>,
}

/// Mentors who take part, each with their place: in the order of the words that a search found, otherwise in the
/// order in which they joined. Nobody is found by their address.
///
/// # Errors
/// `BadInput` for a place of another list.
pub async fn mentors(app: &App, filter: &Filter, slice: &Slice) -> Result<Vec<Listed>> {
    let states = States {
        is_matched: filter.has_spots.map(|has_spots| !has_spots),
        ..States::presentable(Role::Mentor)
    };
    let text = filter.search.as_deref().map(str::trim);
    let words = text.filter(|text| !text.is_empty()).map(search::wanted);
    if words.as_ref().is_some_and(Vec::is_empty) {
        // Nothing but punctuation is looked for: nobody has that.
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

/// A mentor who takes part.
///
/// # Errors
/// When the database does not respond.
pub async fn mentor(app: &App, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(user::presentable(Role::Mentor))
        .one(app.db.reader())
        .await?)
}
