//! Who answers for a webhook: the administrator who made it, gave it its address or switched it on last.
//!
//! When that administrator may not manage webhooks any more, whoever is posted the log there is nobody's concern: the
//! webhook is switched off in the same transaction. Its cursor stays, so that it misses nothing when another
//! administrator switches it on again.

use super::update;
use crate::app::App;
use crate::auth::permission::WebhooksWrite;
use crate::auth::{Admin, Permission, admin_lock};
use crate::entities::webhook::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal, watermark};
use crate::work::{Tx, Work, Workflow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// What it takes to make a webhook, and so to keep one.
const NEEDED: [Permission; 2] = [Permission::WebhooksWrite, Permission::SignalsRead];
const REASON: &str = "The administrator responsible for it can no longer manage webhooks. Check its address, then turn it on to take it over.";

/// Switches off the webhooks of those accounts that may not manage webhooks any more. To be called in the transaction
/// that changes what they may do, after the change.
///
/// # Errors
/// When the database does not respond.
// Invariant: whoever makes or takes over a webhook holds the mark and is judged after that (`judge`), so that of the
// two at the same time one sees the other.
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

/// The same for all webhooks, at start: rows may have been changed by hand or by an earlier version.
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

/// Locks and judges an administrator who is about to answer for a webhook.
///
/// # Errors
/// `Forbidden` when the administrator has lost a permission since the request arrived.
pub(super) async fn judge(tx: &Tx, actor: &Admin<WebhooksWrite>) -> Result<()> {
    actor.lock(tx, &[]).await?;
    watermark::lock(tx.rows()).await?;
    // A role may have been changed while the mark was waited for, and accounts do not know of that.
    actor.lock(tx, &[]).await?;
    Ok(())
}

/// Switches a webhook off until somebody takes it over.
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
