//! Changes a webhook, and what all such changes share.

use super::{Endpoint, filter};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{SignalsRead, WebhooksWrite};
use crate::entities::webhook::{ActiveModel, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::WebhookId;
use crate::signals::log::Filter;
use crate::signals::{Name, Signal};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::Code;
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, Set, Unchanged};

/// What to change; fields that are `None` do not change.
#[derive(Debug, Default)]
pub struct Changes {
    /// The new URL.
    pub url: Option<String>,
    /// The new filter.
    pub filter: Option<Filter>,
    /// Whether it is enabled. Once enabled, it receives the signals that it missed, if the log still holds them.
    pub is_enabled: Option<bool>,
}

/// Changes a webhook.
///
/// # Errors
/// `WEBHOOK_NOT_FOUND`, or the `URL_…` codes.
pub async fn update(
    app: &App,
    admin: &Admin<WebhooksWrite>,
    _: &Admin<SignalsRead>,
    id: WebhookId,
    changes: Changes,
) -> Result<Model> {
    let endpoint = match &changes.url {
        Some(url) => Some(Endpoint::parse(app, url)?),
        None => None,
    };
    let actor_id = admin.user_id();
    change(app, admin, id, Name::WebhookChanged, move |_, row| {
        // An administrator who decides where the log is posted becomes responsible; changing the filter alone does not
        // count.
        if endpoint.is_some() || changes.is_enabled == Some(true) {
            row.owner_id = Set(Some(actor_id));
        }
        if let Some(endpoint) = endpoint {
            row.url = Set(endpoint.as_str().to_owned());
        }
        if let Some(filter) = &changes.filter {
            row.filter = Set(filter::to_row(filter));
        }
        if let Some(is_enabled) = changes.is_enabled {
            row.is_enabled = Set(is_enabled);
            row.disabled_reason = Set(None);
        }
        Ok(())
    })
    .await
}

/// Changes a webhook's row and emits the signal with this name.
pub(super) async fn change(
    app: &App,
    admin: &Admin<WebhooksWrite>,
    id: WebhookId,
    name: Name,
    change: impl FnOnce(&Model, &mut ActiveModel) -> Result<()> + Send + 'static,
) -> Result<Model> {
    let actor = admin.clone();
    let changed = Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        move |work| async move {
            let (tx, webhook) = begin(work, &actor, id).await?;
            let mut row = retry_now(&tx, &webhook);
            change(&webhook, &mut row)?;
            save(tx, row, name).await
        },
    )
    .await?;
    app.wake_webhooks.notify_one();
    Ok(changed)
}

/// After any change the next attempt is due at once and the delays start over; a delivery under way finds its claim
/// gone. One failure is kept, so that the next delivery is recorded if it succeeds.
pub(super) fn retry_now(tx: &Tx, webhook: &Model) -> ActiveModel {
    ActiveModel {
        id: Unchanged(webhook.id),
        due_at: Set(tx.app.clock.now()),
        attempts: Set(webhook.attempts.min(1)),
        failing_since: Set(None),
        ..Default::default()
    }
}

/// Writes the row of a locked webhook and emits the signal.
pub(super) async fn save(tx: Tx, row: ActiveModel, name: Name) -> Result<Committed<Model>> {
    let changed = row.update(tx.rows()).await?;
    tx.emit(Signal::webhook(name, &changed)).await;
    tx.commit(changed).await
}

/// Opens the transaction of a change: checks the administrator again, and locks the webhook and the log's retention, so
/// that until its end no one else changes the webhook or prunes signals that become pending for it.
pub(super) async fn begin(
    work: Work,
    actor: &Admin<WebhooksWrite>,
    id: WebhookId,
) -> Result<(Tx, Model)> {
    let tx = work.begin().await?;
    actor.lock_with_log(&tx).await?;
    let found = Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    let webhook = found.ok_or_else(|| Error::refused_at(Code::WebhookNotFound, "id"))?;
    Ok((tx, webhook))
}
