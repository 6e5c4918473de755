//! Why matches ended, and who ended them.

use super::period::Period;
use super::small_groups::hide;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::entities::ended_match::{Column, EndReason, EndedBy, Entity};
use crate::error::Result;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, TryGetable};

/// Counts of matches that ended, of one kind of group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups<T> {
    /// The groups that are shown, largest first.
    pub groups: Vec<(T, u64)>,
    /// The matches in no group that is shown; `None` if all is hidden.
    pub other: Option<u64>,
}

/// The matches that ended in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endings {
    /// All of them; `None` if both lists hide it.
    pub total: Option<u64>,
    /// By reason; `None` if none was given.
    pub by_reason: Groups<Option<EndReason>>,
    /// By who ended them.
    pub by_whom: Groups<EndedBy>,
}

/// Counts the matches that ended in a period. Those of people whose account was deleted are gone.
///
/// # Errors
/// When the database does not respond.
pub async fn endings(app: &App, _: &Admin<UsersRead>, period: Period) -> Result<Endings> {
    let reasons = counted::<Option<EndReason>>(app, period, Column::Reason).await?;
    let enders = counted::<EndedBy>(app, period, Column::EndedBy).await?;
    let (by_reason, total) = groups(reasons);
    let (by_whom, of_all) = groups(enders);
    Ok(Endings {
        total: total.or(of_all),
        by_reason,
        by_whom,
    })
}

async fn counted<T: TryGetable>(app: &App, period: Period, by: Column) -> Result<Vec<(T, i64)>> {
    let counted = ended_in(period)
        .select_only()
        .column(by)
        .column_as(Expr::cust("COUNT(*)"), "matches")
        .group_by(by);
    Ok(counted.into_tuple().all(app.db.reader()).await?)
}

fn ended_in(period: Period) -> Select<Entity> {
    Entity::find()
        .filter(Column::EndedAt.gte(period.start()))
        .filter(Column::EndedAt.lt(period.end()))
}

/// The groups as they may be shown, and the total.
fn groups<T>(counted: Vec<(T, i64)>) -> (Groups<T>, Option<u64>) {
    let sizes: Vec<u64> = counted
        .iter()
        .map(|(_, matches)| matches.unsigned_abs())
        .collect();
    let shown = hide(&sizes, sizes.iter().sum());
    let groups = counted.into_iter().zip(shown.groups);
    let mut groups: Vec<(T, u64)> = groups
        .filter_map(|((group, _), matches)| Some((group, matches?)))
        .collect();
    groups.sort_by_key(|(_, matches)| std::cmp::Reverse(*matches));
    let other = shown.rest;
    (Groups { groups, other }, shown.total)
}
