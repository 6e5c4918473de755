//! Lists and finds mentors.

use super::{compatibility, suggestions};
use crate::app::App;
use crate::auth::Member;
use crate::db::lists::{self, Counted, Listed, MinScore, Ordering, Wanted};
use crate::db::page::Slice;
use crate::db::search;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Entity, Model, Role};
use crate::entities::user_state::States;
use crate::error::{Error, Result};
use crate::ids::UserId;
use sea_orm::{EntityTrait, QueryFilter};

/// Filters for mentors; fields that are `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Each of its words must be in a word of the name, a major, hobby or club, as it is or misspelled.
    pub search: Option<String>,
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// Only mentors with a free seat, or only those without.
    pub has_spots: Option<bool>,
    /// The least score with the caller, a mentee, as the caller sees it: of the scores that the caller's list keeps.
    pub min_score: Option<i32>,
}

/// Returns active mentors with their cursors, and what to count for their number: in the order of the matching words for
/// a search, otherwise in the order in which they joined. A search never matches email addresses.
///
/// # Errors
/// `BadInput` for a cursor of another list and for a score that nobody can have, `Forbidden` for a score when the member
/// is not a mentee.
pub async fn mentors(
    app: &App,
    member: &Member,
    filter: &Filter,
    slice: &Slice,
) -> Result<(Vec<Listed>, Counted)> {
    let states = States {
        is_matched: filter.has_spots.map(|has_spots| !has_spots),
        ..States::presentable(Role::Mentor)
    };
    let text = filter.search.as_deref().map(str::trim);
    let words = text.filter(|text| !text.is_empty()).map(search::wanted);
    if words.as_ref().is_some_and(Vec::is_empty) {
        // The search has nothing but punctuation, which no name matches.
        return Ok((Vec::new(), Counted::Nobody));
    }
    let major = filter.major.as_deref().map(search::major);
    let year = filter.year.map(search::year);
    let wanted = Wanted {
        words: words.unwrap_or_default(),
        terms: major.into_iter().chain(year).collect(),
        is_public: true,
        min_score: min_score(app, member, filter.min_score).await?,
    };
    if wanted.min_score.as_ref().is_some_and(MinScore::is_nobody) {
        return Ok((Vec::new(), Counted::Nobody));
    }
    let has_terms = !wanted.words.is_empty() || !wanted.terms.is_empty();
    match wanted.min_score.clone() {
        _ if has_terms => lists::search(app, states, &wanted, slice, Columns::ALL).await,
        Some(least) => {
            lists::scored_in_order(
                app,
                states,
                least,
                Ordering::OLDEST_FIRST,
                slice,
                Columns::ALL,
            )
            .await
        }
        None => {
            let rows =
                lists::in_order(app, states, Ordering::OLDEST_FIRST, slice, Columns::ALL).await?;
            Ok((rows, Counted::States(states)))
        }
    }
}

/// The mentors to filter by; `None` if every mentor has the score, also those without one.
async fn min_score(app: &App, member: &Member, points: Option<i32>) -> Result<Option<MinScore>> {
    let Some(points) = points else {
        return Ok(None);
    };
    if member.user().role != Role::Mentee {
        return Err(Error::Forbidden(
            "Only mentees have scores with mentors. Leave out minScore.",
        ));
    }
    let points = compatibility::check_min_score(points)?;
    if points == 0 {
        return Ok(None);
    }
    let mentors = suggestions::scored_mentors(app, member.user().id, points).await?;
    Ok(Some(MinScore(mentors.into())))
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
