//! The names of other people in emails, looked up when an email is sent.

use crate::entities::mentorship_request::{Column, Entity, waiting_for};
use crate::entities::{admin, user};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SelectExt};

/// Returns how an email names a person: by full name, or an administrator without one by username. `None` if the
/// account is gone or has no name.
pub(super) async fn name(tx: &Tx, person_id: Option<UserId>) -> Result<Option<String>> {
    let Some(id) = person_id else {
        return Ok(None);
    };
    let Some(user) = user::Entity::find_by_id(id).one(tx.rows()).await? else {
        return Ok(None);
    };
    let full_name = format!("{} {}", user.first_name, user.last_name);
    let full_name = full_name.trim();
    if !full_name.is_empty() {
        return Ok(Some(full_name.to_owned()));
    }
    let admin = admin::Entity::find().filter(admin::Column::UserId.eq(id));
    let admin = admin.one(tx.rows()).await?;
    Ok(admin.map(|admin| admin.username))
}

/// Returns the names of those who wait for a seat of a mentor, in the order in which they asked; at most ten.
pub(super) async fn waiting(tx: &Tx, mentor: UserId) -> Result<Vec<String>> {
    let waiting: Vec<Option<UserId>> = Entity::find()
        .filter(waiting_for(mentor, tx.app.clock.now()))
        .select_only()
        .column(Column::MenteeId)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(10)
        .into_tuple()
        .all(tx.rows())
        .await?;
    let mut names = Vec::with_capacity(waiting.len());
    for mentee in waiting {
        let name = name(tx, mentee).await?;
        names.push(name.unwrap_or_else(|| "Someone without a name yet".to_owned()));
    }
    Ok(names)
}

/// Whether someone waits for a seat of a mentor.
pub(super) async fn is_awaited(tx: &Tx, mentor: UserId) -> Result<bool> {
    let waiting = Entity::find().filter(waiting_for(mentor, tx.app.clock.now()));
    Ok(waiting.exists(tx.rows()).await?)
}
