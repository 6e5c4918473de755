//! The match board: eligible mentees, full mentors and matches.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::lists::{self, Counted, Listed, Ordering};
use crate::db::page::{self, Key, List, ListCursor, Slice};
use crate::db::user_columns::Columns;
use crate::entities::user::Role;
use crate::entities::user_state::States;
use crate::entities::{ended_match, matched};
use crate::error::Result;
use sea_orm::{ColumnTrait, EntityTrait};

/// Returns mentees who are eligible for a match, longest waiting first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn unmatched(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    oldest_first(app, States::eligible(Role::Mentee), slice, columns).await
}

/// Returns active mentors with a full roster or who pause, in the order in which they joined.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn full(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    oldest_first(app, States::matched(Role::Mentor), slice, columns).await
}

async fn oldest_first(
    app: &App,
    states: States,
    slice: &Slice,
    columns: Columns,
) -> Result<(Vec<Listed>, Counted)> {
    let rows = lists::in_order(app, states, Ordering::OLDEST_FIRST, slice, columns).await?;
    Ok((rows, Counted::States(states)))
}

/// Returns matches with their cursors, newest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn matches(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
) -> Result<Vec<(ListCursor, matched::Model)>> {
    slice.check(List::MatchedAt)?;
    let order = (
        matched::Column::MatchedAt.into_expr(),
        matched::Column::MenteeId.into_expr(),
    );
    let query = page::slice(matched::Entity::find(), order, true, slice);
    let rows = query.all(app.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (cursor(&row), row)).collect())
}

/// Returns matches that ended with their cursors, latest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn ended(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
) -> Result<Vec<(ListCursor, ended_match::Model)>> {
    slice.check(List::EndedAt)?;
    let order = (
        ended_match::Column::EndedAt.into_expr(),
        ended_match::Column::Id.into_expr(),
    );
    let query = page::slice(ended_match::Entity::find(), order, true, slice);
    let rows = query.all(app.db.reader()).await?;
    let cursor = |row: &ended_match::Model| ListCursor {
        list: List::EndedAt,
        key: Key::Moment(row.ended_at),
        id: row.id.0,
    };
    Ok(rows.into_iter().map(|row| (cursor(&row), row)).collect())
}

fn cursor(row: &matched::Model) -> ListCursor {
    ListCursor {
        list: List::MatchedAt,
        key: Key::Moment(row.matched_at),
        id: row.mentee_id.0,
    }
}
