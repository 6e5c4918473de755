//! Gives an administrator another role.

use super::find::{self, Locked};
use crate::app::App;
use crate::auth::permission::{self, AdminsWrite};
use crate::auth::{Admin, impersonation, last_superadmin};
use crate::entities::admin;
use crate::error::Result;
use crate::ids::{AdminId, UserId};
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::webhooks::owner;
use crate::work::{Committed, Work, Workflow};
use sea_orm::{ActiveModelTrait, Set, Unchanged};

/// Sets an administrator's role; its permissions apply from the next request on.
///
/// # Errors
/// `ADMIN_NOT_FOUND`, `ADMIN_ROLE_NOT_FOUND`, `LAST_SUPERADMIN`, or `NotPermitted` for permissions beyond the actor's.
pub async fn set_admin_role(
    app: &App,
    actor: &Admin<AdminsWrite>,
    id: AdminId,
    role_name: String,
) -> Result<admin::Model> {
    let user_id = find::account(app, id).await?;
    let data = [("adminRole".to_owned(), rules::trimmed(&role_name).into())];
    let workflow = Workflow::update(user_id, data.into_iter().collect());
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, user_id, role_name)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<AdminsWrite>,
    user_id: UserId,
    role_name: String,
) -> Result<Committed<admin::Model>> {
    let new_role = find::role(&work.app, &role_name).await?;
    actor.covers(&permission::of_role(&new_role))?;
    let tx = work.begin().await?;
    let Locked { admin, role, user } = find::lock(&tx, &actor, user_id).await?;
    if role.id != new_role.id {
        last_superadmin::ensure_another(&tx, user_id).await?;
    }
    let row = admin::ActiveModel {
        id: Unchanged(admin.id),
        role_id: Set(new_role.id),
        ..Default::default()
    };
    let admin = row.update(tx.rows()).await?;
    let changes = Changes {
        is_superuser: Some(new_role.name == permission::SUPERADMIN),
        ..Changes::default()
    };
    let user = users::update(&tx, &user, changes).await?;
    // Sessions before webhooks, in all commands that end both.
    impersonation::review(&tx, &[user_id]).await?;
    owner::review(&tx, &[user_id]).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &user)).await;
    tx.commit(admin).await
}
