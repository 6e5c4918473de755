//! Limits how many writes of one account run at the same time: on PostgreSQL a write that waits for a row lock holds a
//! connection, and one account must not use up all of them. On SQLite it would keep others waiting for their turn.

use super::Engine;
use crate::error::{Error, Result};
use crate::ids::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long a write waits for a permit, without holding a connection. Longer than writes take unless something is
/// wrong.
const PERMIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Writes per account on PostgreSQL: a third of the connections, within these bounds.
const MIN_PERMITS: usize = 1;
const MAX_PERMITS: usize = 4;
/// Writes per account on SQLite, where those that wait hold nothing and share a commit.
const SQLITE_PERMITS: usize = 32;

/// The accounts that are writing.
#[derive(Debug)]
pub struct WriteLimit {
    each: usize,
    /// Invariant: holds only accounts that write or wait.
    accounts: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// The permit for one write of an account, released when dropped.
#[derive(Debug)]
pub(crate) struct WritePermit {
    limit: Arc<WriteLimit>,
    user_id: UserId,
    semaphore: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl WriteLimit {
    /// Creates a limit for a database with this number of connections.
    #[must_use]
    pub fn new(engine: Engine, connections: u32) -> Arc<Self> {
        let third = usize::try_from(connections / 3).unwrap_or(MAX_PERMITS);
        let each = match engine {
            Engine::Sqlite => SQLITE_PERMITS,
            Engine::Postgres => third.clamp(MIN_PERMITS, MAX_PERMITS),
        };
        Arc::new(Self {
            each,
            accounts: Mutex::default(),
        })
    }

    /// Waits until the account may write, for a few seconds at most.
    ///
    /// # Errors
    /// `Busy` when the wait was too long.
    pub(crate) async fn permit(self: &Arc<Self>, user_id: UserId) -> Result<WritePermit> {
        let semaphore = {
            let mut accounts = self.lock();
            let semaphore = accounts.entry(user_id);
            Arc::clone(semaphore.or_insert_with(|| Arc::new(Semaphore::new(self.each))))
        };
        // Also cleans up after a wait that times out.
        let mut permit = WritePermit {
            limit: Arc::clone(self),
            user_id,
            semaphore: Some(Arc::clone(&semaphore)),
            permit: None,
        };
        let acquired = timeout(PERMIT_TIMEOUT, semaphore.acquire_owned()).await;
        permit.permit = Some(
            acquired
                .map_err(|_| Error::Busy)?
                .map_err(|_| Error::Busy)?,
        );
        Ok(permit)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Arc<Semaphore>>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for WritePermit {
    fn drop(&mut self) {
        let mut accounts = self.limit.lock();
        // No other task can take the semaphore meanwhile: that needs the same lock.
        self.permit = None;
        self.semaphore = None;
        let is_last = |semaphore: &Arc<Semaphore>| Arc::strong_count(semaphore) == 1;
        if accounts.get(&self.user_id).is_some_and(is_last) {
            accounts.remove(&self.user_id);
        }
    }
}
