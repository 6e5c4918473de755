//! Who waits, who is full, and who has found each other.

use super::users::filter;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::db::page::{self, Key, Place, Slice};
use crate::entities::matched;
use crate::entities::user::{self, Column, Model, Role};
use crate::error::Result;
use crate::roster::places;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};

/// Mentees who could be matched and are not; who has waited longest comes first.
///
/// # Errors
/// `BadInput` for a place of another list.
pub async fn unmatched(app: &App, _: &Admin<UsersRead>, slice: &Slice) -> Result<Vec<Model>> {
    check(slice)?;
    let order = (Column::JoinedAt.into_expr(), Column::Id.into_expr());
    let query = page::slice(waiting(), order, false, slice);
    Ok(query.all(app.db.reader()).await?)
}

/// How many there are of them.
///
/// # Errors
/// When the database does not answer.
pub async fn count_unmatched(app: &App, _: &Admin<UsersRead>) -> Result<u64> {
    Ok(waiting().count(app.db.reader()).await?)
}

fn waiting() -> Select<user::Entity> {
    user::with_deleted()
        .filter(user::presentable(Role::Mentee))
        .filter(filter::has_mentor().not())
}

/// Mentors who take part and have no place left, in the order in which they joined.
///
/// # Errors
/// `BadInput` for a place of another list.
pub async fn full(app: &App, _: &Admin<UsersRead>, slice: &Slice) -> Result<Vec<Model>> {
    check(slice)?;
    let order = (Column::JoinedAt.into_expr(), Column::Id.into_expr());
    let query = page::slice(without_place(app), order, false, slice);
    Ok(query.all(app.db.reader()).await?)
}

/// How many there are of them.
///
/// # Errors
/// When the database does not answer.
pub async fn count_full(app: &App, _: &Admin<UsersRead>) -> Result<u64> {
    Ok(without_place(app).count(app.db.reader()).await?)
}

fn without_place(app: &App) -> Select<user::Entity> {
    user::with_deleted()
        .filter(user::presentable(Role::Mentor))
        .filter(places::is_left(app.config.accounts.max_mentees).not())
}

/// The place of an account in those two lists.
#[must_use]
pub fn place(user: &Model) -> Place {
    Place {
        key: Key::Moment(user.joined_at),
        id: user.id.0,
    }
}

/// Matches, the newest first.
///
/// # Errors
/// `BadInput` for a place of another list.
pub async fn matches(
    app: &App,
    _: &Admin<UsersRead>,
    slice: &Slice,
) -> Result<Vec<matched::Model>> {
    check(slice)?;
    let order = (
        matched::Column::MatchedAt.into_expr(),
        matched::Column::MenteeId.into_expr(),
    );
    let query = page::slice(matched::Entity::find(), order, true, slice);
    Ok(query.all(app.db.reader()).await?)
}

/// The place of a match in that list.
#[must_use]
pub fn place_of_match(row: &matched::Model) -> Place {
    Place {
        key: Key::Moment(row.matched_at),
        id: row.mentee_id.0,
    }
}

fn check(slice: &Slice) -> Result<()> {
    slice.check(|key| matches!(key, Key::Moment(_)))
}
