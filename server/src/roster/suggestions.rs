//! Whom a member might be matched with, the best first.

use super::compatibility::{self, Contribution, Factor};
use crate::app::App;
use crate::auth::Member;
use crate::entities::blacklist;
use crate::entities::compatibility_score::{self, Column, Entity, Relation};
use crate::entities::user::{self, Role};
use crate::entities::user_state::States;
use crate::error::{Error, Result};
use crate::ids::UserId;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};
use std::fmt;
use std::str::FromStr;
use strum::VariantArray;

/// No score is higher.
const MOST: u32 = 100;

/// Somebody to be matched with, and why.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The possible partner.
    pub person: user::Model,
    /// What contributed how much.
    pub contributions: Vec<Contribution>,
}

/// A place in a list of suggestions. It holds the score that is shown; that which orders the list stays here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The score that was shown at this place.
    pub score: u32,
    /// The person at this place.
    pub id: UserId,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.score, self.id)
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parse = || {
            let (score, id) = text.split_once('.')?;
            Some(Self {
                score: score.parse().ok().filter(|score| *score <= MOST)?,
                id: UserId(Uuid::parse_str(id).ok()?),
            })
        };
        parse().ok_or_else(|| Error::BadInput("not a place in a list of suggestions".to_owned()))
    }
}

impl Suggestion {
    /// Where it stands in its list.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            score: compatibility::score_shown(&self.contributions),
            id: self.person.id,
        }
    }
}

/// Mentors for a mentee: those with a place left whom the mentee does not refuse.
///
/// # Errors
/// `Forbidden` for who is no mentee.
pub async fn mentor_suggestions(
    app: &App,
    caller: &Member,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if caller.user().role != Role::Mentee {
        return Err(Error::Forbidden("Only mentees are suggested mentors."));
    }
    let refusals = Query::select()
        .column(blacklist::Column::MentorId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MenteeId).eq(caller.user().id.0))
        .take();
    let query = Entity::find()
        .join(JoinType::InnerJoin, Relation::Mentor.def())
        .filter(Column::MenteeId.eq(caller.user().id))
        .filter(States::waiting(Role::Mentor).looked_up())
        .filter(Column::MentorId.not_in_subquery(refusals));
    let after = place(app, (Column::MenteeId, Column::MentorId), caller, after).await?;
    read(app, query, Column::MentorId, after, limit).await
}

/// Mentees for a mentor: those without a mentor who do not refuse this one.
///
/// # Errors
/// `Forbidden` for who is no mentor.
pub async fn mentee_suggestions(
    app: &App,
    caller: &Member,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if caller.user().role != Role::Mentor {
        return Err(Error::Forbidden("Only mentors are suggested mentees."));
    }
    let refusals = Query::select()
        .column(blacklist::Column::MenteeId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MentorId).eq(caller.user().id.0))
        .take();
    let query = Entity::find()
        .join(JoinType::InnerJoin, Relation::Mentee.def())
        .filter(Column::MentorId.eq(caller.user().id))
        .filter(States::waiting(Role::Mentee).looked_up())
        .filter(Column::MenteeId.not_in_subquery(refusals));
    let after = place(app, (Column::MentorId, Column::MenteeId), caller, after).await?;
    read(app, query, Column::MenteeId, after, limit).await
}

/// One page, where `other` is the column of the person who is suggested.
async fn read(
    app: &App,
    query: Select<Entity>,
    other: Column,
    after: Option<(i32, UserId)>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    let behind = after.map(|(score, id)| {
        let tied = Condition::all()
            .add(Column::Score.eq(score))
            .add(other.gt(id));
        Condition::any().add(Column::Score.lt(score)).add(tied)
    });
    let rows = query
        .filter(Condition::all().add_option(behind))
        .order_by_desc(Column::Score)
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

/// The score that orders the list, and the person, at a place. Where the row is gone, its score may have been as much
/// higher as is never shown: rather somebody comes twice than not at all.
async fn place(
    app: &App,
    (own, other): (Column, Column),
    caller: &Member,
    place: Option<Place>,
) -> Result<Option<(i32, UserId)>> {
    let Some(place) = place else {
        return Ok(None);
    };
    let row = Entity::find()
        .filter(own.eq(caller.user().id))
        .filter(other.eq(place.id))
        .one(app.db.reader())
        .await?;
    let highest = i32::try_from(place.score + Factor::Background.weight()).unwrap_or(i32::MAX);
    Ok(Some((row.map_or(highest, |row| row.score), place.id)))
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
