//! The names of other people in emails, looked up when an email is sent.

use crate::entities::{admin, user};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

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
