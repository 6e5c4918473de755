//! Deactivates an administrator.

use super::activate_admin::{set, workflow};
use super::find::{self, Locked};
use crate::accounts::address;
use crate::app::App;
use crate::auth::permission::AdminsWrite;
use crate::auth::{Admin, last_superadmin, sessions};
use crate::entities::admin;
use crate::error::Result;
use crate::ids::AdminId;
use crate::work::Work;

/// Deactivates an administrator and ends all their sessions at once, and the links and codes that were
/// sent to them. The account itself stays active.
///
/// # Errors
/// `ADMIN_NOT_FOUND`, `LAST_SUPERADMIN`, or `NotPermitted` for an administrator with more rights.
pub async fn deactivate_admin(
    app: &App,
    actor: &Admin<AdminsWrite>,
    id: AdminId,
) -> Result<admin::Model> {
    let user_id = find::account(app, id).await?;
    let workflow = workflow(user_id, false);
    let actor = actor.clone();
    Work::run(
        app,
        Some(actor.user_id()),
        workflow,
        move |work| async move {
            let tx = work.begin().await?;
            let Locked { admin, user, .. } = find::lock(&tx, &actor, user_id).await?;
            if admin.is_active {
                last_superadmin::ensure_another(&tx, user_id).await?;
            }
            sessions::revoke_all(&tx, user_id, None).await?;
            address::end_links(&tx, user_id).await?;
            let admin = set(&tx, &admin, &user, false).await?;
            tx.commit(admin).await
        },
    )
    .await
}
