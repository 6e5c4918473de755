//! Lists administrators and their roles.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::AdminsRead;
use crate::db::page::{self, Key, List, ListCursor, Slice};
use crate::entities::{admin, admin_role};
use crate::error::Result;
use crate::ids::AdminId;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryOrder};

/// Returns administrators by username, including deactivated ones.
///
/// # Errors
/// When the database does not respond.
pub async fn admins(app: &App, _: &Admin<AdminsRead>, slice: &Slice) -> Result<Vec<admin::Model>> {
    slice.check(List::Username)?;
    let order = (
        Expr::col(admin::Column::Username),
        Expr::col(admin::Column::Id),
    );
    let query = page::slice(admin::Entity::find(), order, false, slice);
    Ok(query.all(app.db.reader()).await?)
}

/// Returns the administrator with this id.
///
/// # Errors
/// When the database does not respond.
pub async fn admin(app: &App, _: &Admin<AdminsRead>, id: AdminId) -> Result<Option<admin::Model>> {
    Ok(admin::Entity::find_by_id(id).one(app.db.reader()).await?)
}

/// The cursor of an administrator in the list.
#[must_use]
pub fn cursor(admin: &admin::Model) -> ListCursor {
    ListCursor {
        list: List::Username,
        key: Key::Text(admin.username.clone()),
        id: admin.id.0,
    }
}

/// Returns every role, by name.
///
/// # Errors
/// When the database does not respond.
pub async fn admin_roles(app: &App, _: &Admin<AdminsRead>) -> Result<Vec<admin_role::Model>> {
    let roles = admin_role::Entity::find().order_by_asc(admin_role::Column::Name);
    Ok(roles.all(app.db.reader()).await?)
}
