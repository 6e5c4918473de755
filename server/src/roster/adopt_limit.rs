//! Applies a changed MAX_MENTEES: rosters may be full now that were not, or the other way around.

use super::match_status;
use crate::app::App;
use crate::entities::roster_limit::{ActiveModel, Column, Entity};
use crate::entities::user::{self, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

/// Mentors per transaction.
const BATCH: u64 = 1000;

/// Updates whether each mentor's roster is full, if that was stored under another limit. Called before serving.
///
/// # Errors
/// When the database does not respond.
pub async fn adopt_limit(app: &App) -> Result<()> {
    let limit = i32::try_from(app.config.accounts.max_mentees).unwrap_or(i32::MAX);
    let stored = Entity::find_by_id(1).one(app.db.reader()).await?;
    if stored.is_some_and(|stored| stored.max_mentees == limit) {
        return Ok(());
    }
    let mut after = None;
    loop {
        let mentors = mentors(app, after).await?;
        after = mentors.last().copied();
        if after.is_none() {
            break;
        }
        Work::run(app, None, Workflow::Plain, |work| update(work, mentors)).await?;
    }
    let adopted = ActiveModel {
        id: Set(1),
        max_mentees: Set(limit),
    };
    let on_conflict = OnConflict::column(Column::Id)
        .update_column(Column::MaxMentees)
        .to_owned();
    Entity::insert(adopted)
        .on_conflict(on_conflict)
        .exec_without_returning(app.db.writer())
        .await?;
    Ok(())
}

async fn mentors(app: &App, after: Option<UserId>) -> Result<Vec<UserId>> {
    let ids = user::with_deleted()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Role.eq(Role::Mentor))
        .filter(Condition::all().add_option(after.map(|after| user::Column::Id.gt(after))))
        .order_by_asc(user::Column::Id)
        .limit(BATCH)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(ids)
}

async fn update(work: Work, mentors: Vec<UserId>) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    users::lock_all(&tx, &mentors).await?;
    match_status::update(&tx, &mentors).await?;
    tx.commit(()).await
}
