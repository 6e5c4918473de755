//! Lists hooks.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksRead;
use crate::entities::hook::{Column, Entity, Model};
use crate::error::Result;
use sea_orm::{EntityTrait, QueryOrder};

/// Returns all hooks in the order in which they are asked.
///
/// # Errors
/// When the database does not respond.
pub async fn hooks(app: &App, _admin: &Admin<HooksRead>) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .order_by_asc(Column::Id)
        .all(app.db.reader())
        .await?)
}
