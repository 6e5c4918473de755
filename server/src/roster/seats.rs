//! Seats on rosters, counted by the database.

use crate::entities::{matched, user};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Counts the mentees on a roster; the count stays true while the mentor's account is locked.
pub(super) async fn taken(rows: &impl ConnectionTrait, mentor: UserId) -> Result<u32> {
    let count = matched::Entity::find()
        .filter(matched::Column::MentorId.eq(mentor))
        .count(rows)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The condition for accounts with a free seat on their roster, where no roster has more than `max_mentees` seats. While
/// a mentor pauses, no seat is free.
pub(crate) fn is_left(max_mentees: u32) -> Expr {
    let column = |column| Expr::col((user::Entity, column));
    let taken = Query::select()
        .expr(Expr::col((matched::Entity, matched::Column::MenteeId)).count())
        .from(matched::Entity)
        .and_where(
            Expr::col((matched::Entity, matched::Column::MentorId))
                .equals((user::Entity, user::Column::Id)),
        )
        .take();
    let most = i64::from(max_mentees);
    let capacity = Func::coalesce([
        column(user::Column::OwnCapacity),
        column(user::Column::CapacityLimit),
        Expr::val(most),
    ]);
    let taken = || Expr::from(sea_orm::sea_query::SubQueryStatement::from(taken.clone()));
    let is_open = column(user::Column::IsPaused).eq(false);
    is_open.and(taken().lt(capacity)).and(taken().lt(most))
}
