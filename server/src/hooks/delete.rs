//! Deletes a hook.

use super::lock;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::Entity;
use crate::error::Result;
use crate::ids::HookId;
use crate::signals::{Name, Signal};
use crate::work::{Work, Workflow};
use sea_orm::EntityTrait;

/// Deletes a hook, which is not asked any more.
///
/// # Errors
/// `HOOK_NOT_FOUND`.
pub async fn delete(app: &App, admin: &Admin<HooksWrite>, id: HookId) -> Result<()> {
    let actor = admin.clone();
    Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        move |work| async move {
            let (tx, hook) = lock::begin_on(work, &actor, id).await?;
            Entity::delete_by_id(id).exec(tx.rows()).await?;
            tx.emit(Signal::hook(Name::HookDeleted, &hook)).await;
            tx.commit(()).await
        },
    )
    .await?;
    app.hooks.invalidate().await;
    Ok(())
}
