//! The end of an account: deleted for good once its grace period is over.

use crate::app::App;
use crate::db::tx::Tx;
use crate::db::users;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::user::{self, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Signal;
use sea_orm::{QueryOrder, QuerySelect};

/// Deletes at most `limit` accounts whose grace period is over and answers how many. Each goes in a
/// transaction of its own, so that one that cannot go does not keep the others.
///
/// # Errors
/// When the database does not answer.
pub async fn purge_due(app: &App, limit: u64) -> Result<u64> {
    purge_due_for(app, None, limit).await
}

/// As `purge_due`, on behalf of somebody.
pub(crate) async fn purge_due_for(app: &App, actor_id: Option<UserId>, limit: u64) -> Result<u64> {
    let due: Vec<UserId> = user::expired(app.clock.now())
        .select_only()
        .column(user::Column::Id)
        .order_by_asc(user::Column::PermanentDeletionAfter)
        .limit(limit)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let mut purged = 0;
    for user_id in due {
        match purge(app, actor_id, user_id).await {
            Ok(was_there) => purged += u64::from(was_there),
            Err(error) => {
                tracing::error!(user = %user_id, error = error.record(), "an account could not be purged")
            }
        }
    }
    Ok(purged)
}

/// Deletes one account if it is still due; another process, or its owner, may have been faster.
async fn purge(app: &App, actor_id: Option<UserId>, user_id: UserId) -> Result<bool> {
    Work::run(app, actor_id, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let user = users::lock(&tx, user_id).await?;
        match user.filter(|user| user.is_expired(tx.app.clock.now())) {
            Some(user) => {
                purge_in(&tx, &user).await?;
                tx.commit(true).await
            }
            None => tx.commit(false).await,
        }
    })
    .await
}

/// Deletes an account inside another verb's transaction, as a workflow of its own.
///
/// # Errors
/// What a handler refuses, and when the database does.
pub(crate) async fn purge_in(tx: &Tx, user: &Model) -> Result<()> {
    tx.enter(Workflow::deletion(user.id, Some(&user.email)))
        .await;
    users::delete(tx, user).await?;
    tx.emit(Signal::user_deleted(user)).await;
    tx.leave();
    Ok(())
}
