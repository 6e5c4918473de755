//! How many writes of one account may be under way: whoever waits for a lock of one row holds a connection, and all of
//! one person's must not be all there are.

use crate::error::{Error, Result};
use crate::ids::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long one more waits for those before it, without a connection. Longer than they take unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many at least; a third of the connections if that is less than the most.
const LEAST: usize = 1;
const MOST: usize = 4;

/// The accounts that write at the moment.
#[derive(Debug)]
pub struct WriteLimit {
    each: usize,
    /// Invariant: holds nobody who neither writes nor waits.
    accounts: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// One write of an account, until dropped.
#[derive(Debug)]
pub(super) struct Turn {
    limit: Arc<WriteLimit>,
    user_id: UserId,
    semaphore: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl WriteLimit {
    /// A limit that fits a number of database connections.
    #[must_use]
    pub fn new(connections: u32) -> Arc<Self> {
        let each = usize::try_from(connections / 3).unwrap_or(MOST);
        Arc::new(Self {
            each: each.clamp(LEAST, MOST),
            accounts: Mutex::default(),
        })
    }

    /// Waits until an account may write, but not for long.
    ///
    /// # Errors
    /// `Busy`.
    pub(super) async fn turn(self: &Arc<Self>, user_id: UserId) -> Result<Turn> {
        let semaphore = {
            let mut accounts = self.lock();
            let semaphore = accounts.entry(user_id);
            Arc::clone(semaphore.or_insert_with(|| Arc::new(Semaphore::new(self.each))))
        };
        // Whoever gives up is forgotten by this, too.
        let mut turn = Turn {
            limit: Arc::clone(self),
            user_id,
            semaphore: Some(Arc::clone(&semaphore)),
            permit: None,
        };
        let permit = timeout(PATIENCE, semaphore.acquire_owned()).await;
        turn.permit = Some(permit.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?);
        Ok(turn)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Arc<Semaphore>>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut accounts = self.limit.lock();
        // Others cannot take hold of it meanwhile: they do it under the same lock.
        self.permit = None;
        self.semaphore = None;
        let is_last = |semaphore: &Arc<Semaphore>| Arc::strong_count(semaphore) == 1;
        if accounts.get(&self.user_id).is_some_and(is_last) {
            accounts.remove(&self.user_id);
        }
    }
}
