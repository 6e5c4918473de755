//! Suggests partners to a member, best first.

use super::compatibility::{self, Contribution, Factor};
use super::rematch;
use crate::app::App;
use crate::auth::Member;
use crate::db::{Engine, lists, search};
use crate::entities::blacklist;
use crate::entities::compatibility_score::{self, Column, Entity, Relation};
use crate::entities::user::{self, Role};
use crate::entities::user_state::States;
use crate::error::{Error, Result};
use crate::ids::UserId;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};
use std::fmt;
use std::str::FromStr;
use strum::VariantArray;

/// Filters for suggestions; fields that are `None` do not filter. A page reads the caller's scores from the best one down
/// until it is full, however many pass.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// The least score, as members see it.
    pub min_score: Option<i32>,
}

/// A suggested partner and the reasons.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The suggested partner.
    pub person: user::Model,
    /// The points of each factor that members see.
    pub contributions: Vec<Contribution>,
}

/// A cursor in a list of suggestions: the person's id. It does not reveal the score that orders the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestionCursor(UserId);

impl fmt::Display for SuggestionCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for SuggestionCursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let id = text.parse().map(Self);
        id.map_err(|_| Error::BadInput("not a cursor of a list of suggestions".to_owned()))
    }
}

impl Suggestion {
    /// The suggestion's cursor.
    #[must_use]
    pub const fn cursor(&self) -> SuggestionCursor {
        SuggestionCursor(self.person.id)
    }
}

/// Suggests mentors to a mentee: those who are eligible and whom the mentee has not blocked. With private registrations an
/// address that the mentee blocked hides nobody from them: the mentor who disappears would be the one who has it.
///
/// # Errors
/// `Forbidden` when the member is not a mentee, `BadInput` for a score that nobody can have.
pub async fn mentor_suggestions(
    app: &App,
    member: &Member,
    filter: Filter,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if member.user().role != Role::Mentee {
        return Err(Error::Forbidden("Only mentees get mentor suggestions."));
    }
    let mut blocks = Query::select();
    blocks
        .column(blacklist::Column::MentorId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MenteeId).eq(member.user().id.0))
        // NULL would be unequal to nobody.
        .and_where(Expr::col(blacklist::Column::MentorId).is_not_null());
    if app.config.accounts.private_registration {
        blocks.cond_where(blacklist::chosen());
    }
    let query = Entity::find()
        .join(JoinType::InnerJoin, Relation::Mentor.def())
        .filter(Column::MenteeId.eq(member.user().id))
        .filter(States::eligible(Role::Mentor).looked_up())
        .filter(Column::MentorId.not_in_subquery(blocks))
        .filter(shown(
            Column::MentorId,
            rematch::hidden_mentors(app, member.user().id),
        ));
    let query = query.filter(passes(filter, Column::MentorId)?);
    read(app, query, Column::MentorId, after, limit).await
}

/// Suggests mentees to a mentor: those who are eligible and have not blocked this one.
///
/// # Errors
/// `Forbidden` when the member is not a mentor, `BadInput` for a score that nobody can have.
pub async fn mentee_suggestions(
    app: &App,
    member: &Member,
    filter: Filter,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if member.user().role != Role::Mentor {
        return Err(Error::Forbidden("Only mentors get mentee suggestions."));
    }
    let blocks = Query::select()
        .column(blacklist::Column::MenteeId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MentorId).eq(member.user().id.0))
        .take();
    let query = Entity::find()
        .join(JoinType::InnerJoin, Relation::Mentee.def())
        .filter(Column::MentorId.eq(member.user().id))
        .filter(States::eligible(Role::Mentee).looked_up())
        .filter(Column::MenteeId.not_in_subquery(blocks))
        .filter(shown(
            Column::MenteeId,
            rematch::hidden_mentees(app, member.user().id),
        ));
    let query = query.filter(passes(filter, Column::MenteeId)?);
    read(app, query, Column::MenteeId, after, limit).await
}

/// The condition for people who are not hidden from the member for some time.
fn shown(other: Column, hidden: [SelectStatement; 2]) -> Condition {
    hidden.into_iter().fold(Condition::all(), |shown, hidden| {
        shown.add(other.not_in_subquery(hidden))
    })
}

/// The condition for scores that pass a filter; `other` is the column of the suggested person.
fn passes(filter: Filter, other: Column) -> Result<Condition> {
    let major = filter.major.as_deref().map(search::major);
    let year = filter.year.map(search::year);
    let terms = major.into_iter().chain(year).collect();
    let least = filter.min_score.map(compatibility::check_min_score);
    let shown = Expr::col((Entity, compatibility_score::SHOWN));
    // Not the column itself, whose index has another order than the list.
    let shown = Expr::from(Func::coalesce([shown.clone(), shown]));
    let has_score = least.transpose()?.map(|least| shown.gte(least));
    Ok(lists::have_terms(&other.into_expr(), terms).add_option(has_score))
}

/// Reads one page; `other` is the column of the suggested person.
async fn read(
    app: &App,
    query: Select<Entity>,
    other: Column,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    let key_after = match after {
        Some(cursor) => key_after(app, query.clone(), other, cursor).await?,
        None => None,
    };
    let rows = query
        .filter(Condition::all().add_option(key_after))
        .order_by_asc(distance(app.db.engine))
        .order_by_asc(other)
        .limit(limit)
        .select_also(user::Entity)
        .all(app.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, person)| Some(suggestion(&row, person?)))
        .collect())
}

/// Returns the condition for the rows after a person in the list. The score comes from the list and not from the
/// cursor: a score in the cursor could be used to find out hidden scores. If the person is no longer in the list, the
/// page starts at the beginning of the list, so that a mentor does not learn that they have been blocked.
async fn key_after(
    app: &App,
    query: Select<Entity>,
    other: Column,
    SuggestionCursor(id): SuggestionCursor,
) -> Result<Option<Expr>> {
    let row = query.filter(other.eq(id)).one(app.db.reader()).await?;
    Ok(row.map(|row| {
        let here = Expr::tuple([distance(app.db.engine), other.into_expr()]);
        here.gt(Expr::tuple([Expr::val(-row.score), Expr::val(id.0)]))
    }))
}

/// The negated score. With it, both columns of the order ascend, so that one row value can be the cursor.
fn distance(engine: Engine) -> Expr {
    match engine {
        Engine::Sqlite => Expr::col((Entity, "distance")),
        Engine::Postgres => Expr::cust(r#"(-"compatibility_scores"."score")"#),
    }
}

fn suggestion(row: &compatibility_score::Model, person: user::Model) -> Suggestion {
    let points = |factor: &Factor| {
        let points = row.factors.get(factor.as_str())?.as_u64()?;
        Some((*factor, u32::try_from(points).ok()?))
    };
    Suggestion {
        person,
        contributions: Factor::VARIANTS.iter().filter_map(points).collect(),
    }
}
