//! The administrator responsible for a webhook: the one who last created it, changed its URL or enabled it.
//!
//! When that administrator may no longer manage webhooks, no one is responsible for where the log is posted. So the
//! webhook is disabled in the same transaction. Its cursor stays, so that it misses nothing when another administrator
//! enables it again.

use super::update;
use crate::app::App;
use crate::auth::{Permission, admin_lock};
use crate::entities::webhook::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal, watermark};
use crate::work::{Tx, Work, Workflow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// The permissions that creating and keeping a webhook needs.
const NEEDED: [Permission; 2] = [Permission::WebhooksWrite, Permission::SignalsRead];
const REASON: &str = "The administrator responsible for it can no longer manage webhooks. Check its address, then turn it on to take it over.";

/// Disables the webhooks of those of these accounts that may no longer manage webhooks. Called in the transaction that
/// changes their permissions, after the change.
///
/// # Errors
/// When the database does not respond.
// Invariant: a command that creates or takes over a webhook locks the retention watermark and then checks the
// administrator (`Admin::lock_with_log`), so that of two concurrent transactions one sees the other.
pub(crate) async fn review(tx: &Tx, accounts: &[UserId]) -> Result<()> {
    watermark::lock(tx.rows()).await?;
    let owned = Entity::find()
        .filter(Column::OwnerId.is_in(accounts.iter().copied()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.rows())
        .await?;
    for webhook in owned {
        let Some(owner) = webhook.owner_id else {
            continue;
        };
        if !admin_lock::may(tx.rows(), owner, &NEEDED).await? {
            release(tx, &webhook).await?;
        }
    }
    Ok(())
}

/// Does the same for all webhooks, at startup: rows may have been changed by hand or by an earlier version.
///
/// # Errors
/// When the database does not respond.
pub async fn review_all(app: &App) -> Result<()> {
    Work::run(app, None, Workflow::Plain, |work| async move {
        let tx = work.begin().await?;
        let owned = Entity::find().filter(Column::OwnerId.is_not_null());
        let owned = owned.all(tx.rows()).await?;
        let owners: Vec<UserId> = owned
            .iter()
            .filter_map(|webhook| webhook.owner_id)
            .collect();
        if !owners.is_empty() {
            review(&tx, &owners).await?;
        }
        tx.commit(()).await
    })
    .await
}

/// Disables a webhook until an administrator takes it over.
async fn release(tx: &Tx, webhook: &Model) -> Result<()> {
    let mut row = ActiveModel {
        owner_id: Set(None),
        ..update::retry_now(tx, webhook)
    };
    if webhook.is_enabled {
        row.is_enabled = Set(false);
        row.disabled_reason = Set(Some(REASON.to_owned()));
    }
    let released = row.update(tx.rows()).await?;
    if webhook.is_enabled {
        tx.emit(Signal::webhook(Name::WebhookDisabled, &released))
            .await;
    }
    Ok(())
}
