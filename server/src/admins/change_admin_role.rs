//! Changes the permissions of a role of administrators.

use super::create_admin_role::entries;
use crate::app::App;
use crate::auth::permission::{self, AdminsWrite, SUPERADMIN};
use crate::auth::{Admin, Permission, impersonation};
use crate::entities::admin;
use crate::entities::admin_role::{self, ActiveModel, Column, Entity};
use crate::error::{Error, Result};
use crate::ids::{AdminRoleId, UserId};
use crate::signals::{Name, Signal, watermark};
use crate::webhooks::owner;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, RoleName};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, Unchanged,
};

/// Replaces the permissions of a role, for everyone who has it, from their next request on.
///
/// # Errors
/// `ADMIN_ROLE_NOT_FOUND`, `ADMIN_ROLE_FIXED` for SUPERADMIN, or `NotPermitted` for permissions beyond the actor's.
pub async fn change_admin_role(
    app: &App,
    actor: &Admin<AdminsWrite>,
    name: String,
    permissions: Vec<Permission>,
) -> Result<admin_role::Model> {
    actor.covers(&permissions)?;
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, name, permissions)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<AdminsWrite>,
    name: String,
    permissions: Vec<Permission>,
) -> Result<Committed<admin_role::Model>> {
    let not_found = || Error::refused_at(Code::AdminRoleNotFound, "name");
    let name = RoleName::parse(&name).map_err(|_| not_found())?;
    let tx = work.begin().await?;
    actor.lock(&tx, &[]).await?;
    let role = Entity::find()
        .filter(Column::Name.eq(name.as_str()))
        .lock_exclusive()
        .one(tx.rows())
        .await?
        .ok_or_else(not_found)?;
    if role.name == SUPERADMIN {
        return Err(Error::refused_at(Code::AdminRoleFixed, "name"));
    }
    actor.covers(&permission::of_role(&role))?;
    let row = ActiveModel {
        id: Unchanged(role.id),
        permissions: Set(entries(&permissions)),
        ..Default::default()
    };
    let role = row.update(tx.rows()).await?;
    review_holders(&tx, role.id).await?;
    tx.emit(Signal::admin_role(Name::AdminRoleChanged, &role))
        .await;
    tx.commit(role).await
}

/// Checks everyone who has the role again, because it may have fewer permissions now.
async fn review_holders(tx: &Tx, role_id: AdminRoleId) -> Result<()> {
    // Sessions before webhooks, in all commands that end both. Whoever is given the role in the meantime is checked when
    // they use such a session.
    impersonation::review(tx, &holders(tx, role_id).await?).await?;
    // Locked before looking up who has the role: someone may be given it in the meantime.
    watermark::lock(tx.rows()).await?;
    owner::review(tx, &holders(tx, role_id).await?).await
}

async fn holders(tx: &Tx, role_id: AdminRoleId) -> Result<Vec<UserId>> {
    let holders = admin::Entity::find()
        .select_only()
        .column(admin::Column::UserId)
        .filter(admin::Column::RoleId.eq(role_id));
    Ok(holders.into_tuple().all(tx.rows()).await?)
}
