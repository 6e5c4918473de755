//! Creates a webhook.

use super::{Endpoint, filter, secret};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::{SignalsRead, WebhooksWrite};
use crate::entities::webhook::{ActiveModel, Model};
use crate::error::Result;
use crate::ids::WebhookId;
use crate::signals::log::{self, Filter};
use crate::signals::{Name, Signal};
use crate::work::{Work, Workflow};
use sea_orm::{ActiveModelTrait, Set};

/// Creates a webhook that receives every signal from now on that passes the filter.
///
/// # Errors
/// The `URL_…` codes.
pub async fn create(
    app: &App,
    admin: &Admin<WebhooksWrite>,
    _: &Admin<SignalsRead>,
    url: &str,
    filter: &Filter,
) -> Result<Model> {
    let endpoint = Endpoint::parse(app, url)?;
    let cursor = log::end(app.db.reader(), app.db.engine).await?;
    let now = app.clock.now();
    let id = WebhookId::new();
    let row = ActiveModel {
        id: Set(id),
        url: Set(endpoint.as_str().to_owned()),
        filter: Set(filter::to_row(filter)),
        secret: Set(app.seal.close(id.0, &secret::generate()?)?),
        previous_secret: Set(None),
        previous_secret_until: Set(None),
        owner_id: Set(Some(admin.user_id())),
        is_enabled: Set(true),
        disabled_reason: Set(None),
        transaction_id: Set(cursor.transaction),
        position: Set(cursor.position),
        attempts: Set(0),
        failing_since: Set(None),
        due_at: Set(now),
        created_at: Set(now),
    };
    let actor = admin.clone();
    Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        |work| async move {
            let tx = work.begin().await?;
            actor.lock_with_log(&tx).await?;
            let webhook = row.insert(tx.rows()).await?;
            tx.emit(Signal::webhook(Name::WebhookCreated, &webhook))
                .await;
            tx.commit(webhook).await
        },
    )
    .await
}
