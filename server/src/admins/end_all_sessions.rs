//! Ends everybody's sessions, after an incident that may concern any of them.

use super::rank;
use crate::app::App;
use crate::auth::permission::SessionsWrite;
use crate::auth::{Admin, sessions};
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::users;
use crate::work::{Committed, Work, Workflow, to_its_end};
use uuid::Uuid;

/// Accounts per transaction.
const BATCH: usize = 100;

/// Who ends the sessions: an administrator with the session in use, which stays open.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The administrator.
    pub actor: Admin<SessionsWrite>,
    /// The administrator's session.
    pub kept: SessionId,
}

/// Ends all sessions of all accounts, and returns how many there were. `by` is absent on the command line. Goes on
/// although the client disconnects. After a crash, the next call ends the rest. Sessions that are opened meanwhile may
/// stay.
///
/// # Errors
/// `NotPermitted` if an active administrator has permissions that the actor lacks.
pub async fn end_all_sessions(app: &App, by: Option<Ending>) -> Result<u64> {
    let app = app.clone();
    to_its_end(async move { in_batches(&app, by).await }).await
}

async fn in_batches(app: &App, by: Option<Ending>) -> Result<u64> {
    let actor_id = by.as_ref().map(|by| by.actor.user_id());
    let kept = by.as_ref().map(|by| by.kept);
    let (mut ended, mut after) = (0, UserId(Uuid::nil()));
    loop {
        let owners = sessions::owners(app, after, kept, BATCH as u64).await?;
        let is_last = owners.len() < BATCH;
        after = owners.last().copied().unwrap_or(after);
        let by = by.clone();
        ended += Work::run(app, actor_id, Workflow::Plain, move |work| {
            attempt(work, by, owners)
        })
        .await?;
        if is_last {
            return Ok(ended);
        }
    }
}

async fn attempt(work: Work, by: Option<Ending>, owners: Vec<UserId>) -> Result<Committed<u64>> {
    let tx = work.begin().await?;
    match &by {
        Some(by) => {
            by.actor.lock(&tx, &owners).await?;
            rank::check_may_change_all(tx.rows(), &by.actor).await?;
        }
        None => {
            users::lock_all(&tx, &owners).await?;
        }
    }
    let kept = by.as_ref().map(|by| by.kept);
    let ended = sessions::revoke_all_of(&tx, &owners, kept).await?;
    tx.commit(ended).await
}
