//! Activates an administrator.

use super::find::{self, Locked};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::AdminsWrite;
use crate::entities::{admin, user};
use crate::error::Result;
use crate::ids::{AdminId, UserId};
use crate::signals::{Name, Signal};
use crate::webhooks::owner;
use crate::work::{Tx, Work, Workflow};
use sea_orm::{ActiveModelTrait, Set, Unchanged};

/// Lets an administrator sign in again. One who is already active stays active.
///
/// # Errors
/// `ADMIN_NOT_FOUND`, or `NotPermitted` for an administrator with more rights.
pub async fn activate_admin(
    app: &App,
    actor: &Admin<AdminsWrite>,
    id: AdminId,
) -> Result<admin::Model> {
    let user_id = find::account(app, id).await?;
    let workflow = workflow(user_id, true);
    let actor = actor.clone();
    Work::run(
        app,
        Some(actor.user_id()),
        workflow,
        move |work| async move {
            let tx = work.begin().await?;
            let Locked { admin, user, .. } = find::lock(&tx, &actor, user_id).await?;
            let admin = set(&tx, &admin, &user, true).await?;
            tx.commit(admin).await
        },
    )
    .await
}

pub(super) fn workflow(user_id: UserId, is_active: bool) -> Workflow {
    let data = [("isActiveAdmin".to_owned(), is_active.into())];
    Workflow::update(user_id, data.into_iter().collect())
}

pub(super) async fn set(
    tx: &Tx,
    admin: &admin::Model,
    user: &user::Model,
    is_active: bool,
) -> Result<admin::Model> {
    let row = admin::ActiveModel {
        id: Unchanged(admin.id),
        is_active: Set(is_active),
        ..Default::default()
    };
    let admin = row.update(tx.rows()).await?;
    owner::review(tx, &[user.id]).await?;
    tx.emit(Signal::manager(Name::UserUpdated, user)).await;
    Ok(admin)
}
