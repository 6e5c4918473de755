//! Caches open sessions, so that a request usually needs no query.
//!
//! Every change of an account emits a signal about it, and every committed signal invalidates the account's entries: in
//! this process before the commit returns, and in every other process when its tail reads the signal. Entries also
//! expire after a while, for changes that emit no signal.

use super::caller::SignedIn;
use crate::entities::signal;
use crate::entities::token_digest::TokenDigest;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use chrono::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Maximum number of entries. A full cache is cleared, which costs each session one query.
const MAX_ENTRIES: usize = 20_000;
/// How long an entry is valid.
const TIME_TO_LIVE: Duration = Duration::seconds(30);

/// Sessions by the digest of their token.
#[derive(Debug, Default)]
pub struct SessionCache(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    by_digest: HashMap<TokenDigest, Entry>,
    by_user: HashMap<UserId, Vec<TokenDigest>>,
    /// Counts invalidations, so that a look-up that began before one cannot store outdated data.
    invalidations: u64,
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
    /// Returns a session that was looked up recently, by the monotonic clock.
    pub(super) fn get(&self, digest: &TokenDigest, now: Duration) -> Option<Arc<SignedIn>> {
        let entries = self.lock();
        let entry = entries.by_digest.get(digest)?;
        (now - entry.looked_up_at < TIME_TO_LIVE).then(|| Arc::clone(&entry.signed_in))
    }

    /// Returns the current state, to take before a look-up and pass to `put` after it.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.lock().invalidations)
    }

    /// Stores a session, unless something was invalidated since the look-up began.
    pub(super) fn put(
        &self,
        digest: TokenDigest,
        signed_in: Arc<SignedIn>,
        since: Moment,
        now: Duration,
    ) {
        let mut entries = self.lock();
        if Moment(entries.invalidations) != since {
            return;
        }
        if entries.by_digest.len() >= MAX_ENTRIES {
            entries.clear();
        }
        let impersonator = signed_in.session.impersonator_id;
        for user_id in [signed_in.user.id].into_iter().chain(impersonator) {
            let digests = entries.by_user.entry(user_id).or_default();
            if !digests.contains(&digest) {
                digests.push(digest.clone());
            }
        }
        entries.by_digest.insert(
            digest,
            Entry {
                signed_in,
                looked_up_at: now,
            },
        );
    }

    /// Invalidates the account of a signal that this process committed.
    pub(crate) fn invalidate(&self, signal: &Signal) {
        self.remove(signal.user_id, signal.name.as_str());
    }

    /// Invalidates the account of a signal in the log, whichever process committed it.
    pub(crate) fn invalidate_logged(&self, signal: &signal::Model) {
        self.remove(signal.user_id, &signal.name);
        // The administrator who ends it gets another token.
        if signal.name == Name::ImpersonationEnded.as_str() {
            self.remove(signal.actor_id, "");
        }
    }

    fn remove(&self, user_id: Option<UserId>, name: &str) {
        let mut entries = self.lock();
        entries.invalidations += 1;
        // A role of administrators affects everyone who has it.
        if name == Name::AdminRoleChanged.as_str() {
            entries.clear();
        }
        if let Some(digests) = user_id.and_then(|user_id| entries.by_user.remove(&user_id)) {
            for digest in digests {
                entries.by_digest.remove(&digest);
            }
        }
    }

    /// Removes the sessions of one account.
    pub(crate) fn remove_user(&self, user_id: UserId) {
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
