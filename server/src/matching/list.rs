//! What administrators see of plans.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::page::{self, Key, List, ListCursor, Slice};
use crate::entities::matching_plan::mentee::{self, Outcome};
use crate::entities::matching_plan::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::PlanId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::fmt;
use std::str::FromStr;

/// A cursor in the pairs or the unmatched mentees of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position(pub i32);

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let position = text.parse().map(Self);
        position.map_err(|_| Error::BadInput("not a cursor of a plan".to_owned()))
    }
}

/// Returns a plan.
///
/// # Errors
/// When the database does not respond.
pub async fn plan(app: &App, _: &Admin<UsersRead>, id: PlanId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(app.db.reader()).await?)
}

/// Returns plans with their cursors, newest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn plans(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
) -> Result<Vec<(ListCursor, Model)>> {
    slice.check(List::ProposedAt)?;
    let order = (Column::CreatedAt.into_expr(), Column::Id.into_expr());
    let query = page::slice(Entity::find(), order, true, slice);
    let rows = query.all(app.db.reader()).await?;
    let cursor = |row: &Model| ListCursor {
        list: List::ProposedAt,
        key: Key::Moment(row.created_at),
        id: row.id.0,
    };
    Ok(rows.into_iter().map(|row| (cursor(&row), row)).collect())
}

/// Returns mentees of a plan with one of these outcomes, in the order of the plan.
///
/// # Errors
/// When the database does not respond.
pub async fn mentees(
    app: &App,
    _: &Admin<UsersRead>,
    id: PlanId,
    outcomes: &[Outcome],
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<mentee::Model>> {
    let query = mentee::Entity::find()
        .filter(mentee::Column::PlanId.eq(id))
        .filter(mentee::Column::Outcome.is_in(outcomes.iter().copied()))
        .filter(mentee::Column::Position.gt(after.map_or(-1, |Position(position)| position)))
        .order_by_asc(mentee::Column::Position)
        .limit(limit);
    Ok(query.all(app.db.reader()).await?)
}
