//! Limits the requests with files, whose bodies are much longer than those of other requests.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ids::UserId;

/// The requests with files that are in memory.
pub(super) struct Uploads(Arc<State>);

struct State {
    most: usize,
    /// Whose requests they are. One of each account, so that a slow client cannot keep out all others.
    accounts: Mutex<HashSet<UserId>>,
}

/// A request with files. It counts until this is dropped.
pub(super) struct Upload {
    state: Arc<State>,
    user_id: UserId,
}

impl Uploads {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(State {
            most,
            accounts: Mutex::default(),
        }))
    }

    /// Counts one more request, or returns `None` at the limit.
    pub(super) fn begin(&self, user_id: UserId) -> Option<Upload> {
        let mut accounts = self.0.accounts();
        if accounts.len() >= self.0.most || !accounts.insert(user_id) {
            return None;
        }
        Some(Upload {
            state: Arc::clone(&self.0),
            user_id,
        })
    }
}

impl State {
    fn accounts(&self) -> MutexGuard<'_, HashSet<UserId>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.state.accounts().remove(&self.user_id);
    }
}
