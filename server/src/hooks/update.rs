//! Changes a hook.

use super::{Topic, create, lock};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::{ActiveModel, Model, Policy};
use crate::error::Result;
use crate::ids::HookId;
use crate::signals::{Name, Signal};
use crate::webhooks::Endpoint;
use crate::work::{Work, Workflow};
use sea_orm::{ActiveModelTrait, Set, Unchanged};

/// What to change; fields that are `None` do not change.
#[derive(Debug, Default)]
pub struct Changes {
    /// The new URL.
    pub url: Option<String>,
    /// The signals that it is asked about.
    pub topics: Option<Vec<Topic>>,
    /// What happens to a request when the endpoint fails.
    pub policy: Option<Policy>,
    /// Whether it is asked at all.
    pub is_enabled: Option<bool>,
}

/// Changes a hook. One with another URL, or that is enabled, is asked at once, whatever failed before.
///
/// # Errors
/// `HOOK_NOT_FOUND`, the `URL_…` codes, or `TOO_MANY_HOOKS`.
pub async fn update(
    app: &App,
    admin: &Admin<HooksWrite>,
    id: HookId,
    changes: Changes,
) -> Result<Model> {
    let url = changes.url.as_deref();
    let endpoint = url.map(|url| Endpoint::parse(app, url)).transpose()?;
    change(app, admin, id, Name::HookChanged, move |_, row| {
        if endpoint.is_some() || changes.is_enabled == Some(true) {
            row.failures = Set(0);
            row.open_until = Set(None);
            row.last_error = Set(None);
            row.last_failed_at = Set(None);
        }
        if let Some(endpoint) = endpoint {
            row.url = Set(endpoint.as_str().to_owned());
        }
        if let Some(topics) = &changes.topics {
            row.signals = Set(create::names(topics));
        }
        if let Some(policy) = changes.policy {
            row.policy = Set(policy);
        }
        if let Some(is_enabled) = changes.is_enabled {
            row.is_enabled = Set(is_enabled);
        }
    })
    .await
}

/// Changes a hook's row and emits the signal with this name.
pub(super) async fn change(
    app: &App,
    admin: &Admin<HooksWrite>,
    id: HookId,
    name: Name,
    change: impl FnOnce(&Model, &mut ActiveModel) + Send + 'static,
) -> Result<Model> {
    let actor = admin.clone();
    let changed = Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        move |work| async move {
            let (tx, hook) = lock::begin_on(work, &actor, id).await?;
            let mut row = ActiveModel {
                id: Unchanged(id),
                ..Default::default()
            };
            change(&hook, &mut row);
            let changed = match row.is_changed() {
                true => row.update(tx.rows()).await?,
                false => hook,
            };
            create::check_count(&tx).await?;
            tx.emit(Signal::hook(name, &changed)).await;
            tx.commit(changed).await
        },
    )
    .await?;
    app.hooks.invalidate().await;
    Ok(changed)
}
