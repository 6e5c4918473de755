//! Open sessions that were looked up a moment ago, so that a request usually costs no query at all.
//!
//! Whatever changes an account tells a signal about it, and every signal that is committed forgets the
//! account here: before the commit's caller gets its answer in this process, and when the tail reads it
//! in every other. Entries are also looked up again after a while, for changes that nobody tells of.

use super::caller::SignedIn;
use crate::entities::signal;
use crate::entities::token_digest::TokenDigest;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use chrono::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Entries at most; then it begins again, which costs each session one query.
const MOST: usize = 20_000;
/// After this an entry is looked up again.
const KEPT: Duration = Duration::seconds(30);

/// Sessions by the digest of their token.
#[derive(Debug, Default)]
pub struct SessionCache(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    by_digest: HashMap<TokenDigest, Entry>,
    by_user: HashMap<UserId, Vec<TokenDigest>>,
    /// Counts what was forgotten, so that a look-up that began before cannot put back what is outdated.
    forgotten: u64,
}

#[derive(Debug)]
struct Entry {
    signed_in: Arc<SignedIn>,
    looked_up_at: Duration,
}

/// The state of the cache when a look-up began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

impl SessionCache {
    /// A session that was looked up recently, by the monotonic clock.
    pub(super) fn get(&self, digest: &TokenDigest, now: Duration) -> Option<Arc<SignedIn>> {
        let entries = self.lock();
        let entry = entries.by_digest.get(digest)?;
        (now - entry.looked_up_at < KEPT).then(|| Arc::clone(&entry.signed_in))
    }

    /// To be taken before a look-up and given to `put` after it.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.lock().forgotten)
    }

    /// Remembers a session, unless something was forgotten since the look-up began.
    pub(super) fn put(
        &self,
        digest: TokenDigest,
        signed_in: Arc<SignedIn>,
        since: Moment,
        now: Duration,
    ) {
        let mut entries = self.lock();
        if Moment(entries.forgotten) != since {
            return;
        }
        if entries.by_digest.len() >= MOST {
            entries.clear();
        }
        let digests = entries.by_user.entry(signed_in.user.id).or_default();
        if !digests.contains(&digest) {
            digests.push(digest.clone());
        }
        entries.by_digest.insert(
            digest,
            Entry {
                signed_in,
                looked_up_at: now,
            },
        );
    }

    /// Forgets whom a signal is about that this process committed.
    pub(crate) fn invalidate(&self, signal: &Signal) {
        self.remove(signal.user_id, signal.name.as_str());
    }

    /// Forgets whom a signal of the log is about, whichever process committed it.
    pub(crate) fn invalidate_logged(&self, signal: &signal::Model) {
        self.remove(signal.user_id, &signal.name);
    }

    fn remove(&self, user_id: Option<UserId>, name: &str) {
        let mut entries = self.lock();
        entries.forgotten += 1;
        // A role of administrators is about all who bear it.
        if name == Name::AdminRoleChanged.as_str() {
            entries.clear();
        }
        if let Some(digests) = user_id.and_then(|user_id| entries.by_user.remove(&user_id)) {
            for digest in digests {
                entries.by_digest.remove(&digest);
            }
        }
    }

    /// Forgets the sessions of one account.
    pub(super) fn remove_user(&self, user_id: UserId) {
        self.remove(Some(user_id), "");
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn clear(&mut self) {
        self.by_digest.clear();
        self.by_user.clear();
    }
}
