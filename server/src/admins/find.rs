//! Finds the administrator that a command is about.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{self, AdminsWrite};
use crate::entities::{admin, admin_role, user};
use crate::error::{Error, Result};
use crate::ids::{AdminId, UserId};
use crate::work::Tx;
use rules::{Code, RoleName};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// An administrator whose account is locked until the end of the transaction.
pub(super) struct Locked {
    pub(super) admin: admin::Model,
    pub(super) role: admin_role::Model,
    pub(super) user: user::Model,
}

/// Returns the account of an administrator.
///
/// # Errors
/// `ADMIN_NOT_FOUND`.
pub(super) async fn account(app: &App, id: AdminId) -> Result<UserId> {
    let admin = admin::Entity::find_by_id(id).one(app.db.reader()).await?;
    admin.map(|admin| admin.user_id).ok_or_else(not_found)
}

/// Locks the account of an administrator, unless they hold more permissions than the actor.
///
/// # Errors
/// `ADMIN_NOT_FOUND`, or `NotPermitted`.
pub(super) async fn lock(tx: &Tx, actor: &Admin<AdminsWrite>, user_id: UserId) -> Result<Locked> {
    let locked = actor.lock(tx, &[user_id]).await?;
    let user = locked.into_iter().find(|user| user.id == user_id);
    let user = user.ok_or_else(not_found)?;
    let mut found = admin::by_users(tx.rows(), &[user_id]).await?;
    let (admin, role) = found.pop().ok_or_else(not_found)?;
    actor.covers(&permission::of_role(&role))?;
    Ok(Locked { admin, role, user })
}

/// Returns the role with this name.
///
/// # Errors
/// `ADMIN_ROLE_NOT_FOUND` at "roleName".
pub(super) async fn role(app: &App, name: &str) -> Result<admin_role::Model> {
    let not_found = || Error::refused_at(Code::AdminRoleNotFound, "roleName");
    let name = RoleName::parse(name).map_err(|_| not_found())?;
    let role = admin_role::Entity::find()
        .filter(admin_role::Column::Name.eq(name.as_str()))
        .one(app.db.reader())
        .await?;
    role.ok_or_else(not_found)
}

fn not_found() -> Error {
    Error::refused_at(Code::AdminNotFound, "id")
}
