//! Opens the transaction of a change to hooks.

use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::{Entity, Model};
use crate::error::{Error, Result};
use crate::ids::HookId;
use crate::work::{Tx, Work};
use rules::Code;
use sea_orm::{EntityTrait, QuerySelect};

/// Checks the administrator again and locks out other changes to hooks, so that hooks can be counted.
pub(super) async fn begin(work: Work, actor: &Admin<HooksWrite>) -> Result<Tx> {
    let tx = work.begin().await?;
    actor.lock_with_log(&tx).await?;
    Ok(tx)
}

/// The same, and locks a hook.
pub(super) async fn begin_on(
    work: Work,
    actor: &Admin<HooksWrite>,
    id: HookId,
) -> Result<(Tx, Model)> {
    let tx = begin(work, actor).await?;
    let found = Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    let hook = found.ok_or_else(|| Error::refused_at(Code::HookNotFound, "id"))?;
    Ok((tx, hook))
}
