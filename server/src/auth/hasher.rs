//! Hashes passwords with Argon2id on dedicated threads: one per processor, at the lowest priority, with a bounded
//! queue.
//!
//! There are two queues. Passwords of clients that are known at the account go first, so that a flood of guesses does
//! not keep the owners waiting. The others' queue is as long as can be done in `HASH_WAIT`: during a flood it is always
//! full, and a longer one would only make everyone wait.
//!
//! Hashing on the runtime's threads makes reads wait for seconds; at nice 19 it hardly slows them down. Each thread
//! reuses its 19 MiB of memory (`hash_engine.rs`) until it has waited for 10 s, and skips jobs whose caller is gone.

use super::decoys::Decoys;
use super::hash_engine::{Scheme, Trust};
use super::hash_pace::Pace;
use super::hash_thread::{HashThread, Job};
use super::phc;
use crate::config::HashingConfig;
use crate::entities::user::Digest;
use crate::error::{Error, Result};
use crossbeam_channel::{Sender, TrySendError};
use rules::Password;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::oneshot;

/// Which queue a password waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The client signed in to the account before, or is signed in.
    Known,
    /// Everyone else.
    Other,
}

#[derive(Debug)]
struct Queues {
    known: Sender<Job>,
    other: Sender<Job>,
}

impl Queues {
    const fn of(&self, lane: Lane) -> &Sender<Job> {
        match lane {
            Lane::Known => &self.known,
            Lane::Other => &self.other,
        }
    }
}

/// A handle to the hashing threads. They stop when the last handle is dropped, or on `stop`.
#[derive(Debug, Clone)]
pub struct Hasher {
    queues: Arc<RwLock<Option<Queues>>>,
    threads: usize,
    pace: Arc<Pace>,
    /// The longest time that others wait.
    wait: Option<Duration>,
    /// Hashes that match no password.
    decoys: Arc<Decoys>,
    /// The scheme of new hashes.
    scheme: Scheme,
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system provides no thread, and when Argon2 rejects the amount of memory.
    pub fn start(config: HashingConfig) -> Result<Self> {
        let scheme = config
            .memory_kib
            .map_or_else(Scheme::ours, Scheme::with_memory)?;
        let threads = config.threads.max(1);
        let (known, known_jobs) = crossbeam_channel::bounded(config.queue);
        let (other, other_jobs) = crossbeam_channel::bounded(config.queue);
        let (pace, trust) = (Arc::new(Pace::default()), Arc::new(Trust::default()));
        for number in 0..threads {
            let thread = HashThread {
                known: known_jobs.clone(),
                other: other_jobs.clone(),
                pace: Arc::clone(&pace),
                trust: Arc::clone(&trust),
                may_use_simd: config.may_use_simd,
                scheme: scheme.clone(),
            };
            std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || thread.run())
                .map_err(|error| Error::Hashing(format!("cannot start a thread: {error}")))?;
        }
        Ok(Self {
            queues: Arc::new(RwLock::new(Some(Queues { known, other }))),
            threads,
            pace,
            wait: config.wait,
            decoys: Arc::new(Decoys::new(phc::decoy(&scheme))),
            scheme,
        })
    }

    /// Hashes a password with a fresh salt.
    ///
    /// # Errors
    /// `Busy` when the queue is full, `Hashing` when the threads have stopped or hashing fails.
    pub async fn hash(&self, password: Password, lane: Lane) -> Result<Digest> {
        let (reply, result) = oneshot::channel();
        self.send(Job::Hash(password, reply), lane)?;
        result.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Whether a password matches a hash.
    ///
    /// # Errors
    /// Those of `hash`, and when the stored hash cannot be read.
    pub async fn check(&self, password: Password, digest: Digest, lane: Lane) -> Result<bool> {
        let (reply, result) = oneshot::channel();
        self.send(Job::Check(password, digest, reply), lane)?;
        result.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Whether a hash was created with other parameters than new ones.
    #[must_use]
    pub fn is_outdated(&self, digest: &Digest) -> bool {
        phc::is_outdated(digest, &self.scheme)
    }

    /// Takes as long as `check` of some account's password and always fails: for unknown email addresses and usernames.
    /// The number chooses the kind of account; a keyed hash makes it of the address.
    ///
    /// # Errors
    /// Those of `check`.
    pub async fn check_nobody(&self, password: Password, drawn: Option<u64>) -> Result<()> {
        let digest = self.decoys.choose(drawn);
        self.check(password, digest, Lane::Other).await.map(|_| ())
    }

    /// Changes what `check_nobody` checks against.
    pub(super) fn set_decoys(&self, change: impl FnOnce(&Decoys)) {
        change(&self.decoys);
    }

    /// Writes to the log which code hashes, once a thread has checked it.
    ///
    /// # Errors
    /// Those of `hash`.
    pub fn announce(&self) -> Result<()> {
        self.send(Job::Announce, Lane::Known)
    }

    /// Lets the threads finish the queue and stop; later requests fail.
    pub fn stop(&self) {
        *self.queues.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether one more password can wait. A command asks before its work, because one that fails writes to the log.
    pub(crate) fn has_capacity(&self, lane: Lane) -> bool {
        let queues = self.queues.read().unwrap_or_else(PoisonError::into_inner);
        queues
            .as_ref()
            .is_none_or(|queues| self.has_space(queues.of(lane), lane))
    }

    fn has_space(&self, queue: &Sender<Job>, lane: Lane) -> bool {
        let is_soon = |wait| queue.len() < self.pace.jobs_in(wait, self.threads).max(self.threads);
        let is_soon = lane == Lane::Known || self.wait.is_none_or(is_soon);
        is_soon && !queue.is_full()
    }

    /// Whether passwords wait for a thread.
    pub(crate) fn is_crowded(&self) -> bool {
        let queues = self.queues.read().unwrap_or_else(PoisonError::into_inner);
        queues
            .as_ref()
            .is_some_and(|queues| queues.other.len() >= self.threads)
    }

    fn send(&self, job: Job, lane: Lane) -> Result<()> {
        let queues = self.queues.read().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.as_ref().map(|queues| queues.of(lane));
        if queue.is_some_and(|queue| !self.has_space(queue, lane)) {
            return Err(Error::Busy);
        }
        match queue.map(|queue| queue.try_send(job)) {
            Some(Ok(())) => Ok(()),
            Some(Err(TrySendError::Full(_))) => Err(Error::Busy),
            Some(Err(TrySendError::Disconnected(_))) | None => Err(stopped()),
        }
    }
}

fn stopped() -> Error {
    Error::Hashing("the hashing threads have stopped".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn known_clients_do_not_wait_for_others() {
        const OTHERS: usize = 20;
        let config = HashingConfig {
            threads: 1,
            queue: 100,
            wait: None,
            may_use_simd: true,
            memory_kib: None,
        };
        let hasher = Hasher::start(config).expect("threads");
        let password = || Password::for_login("a guess").expect("a password");
        let done = Arc::new(AtomicUsize::new(0));
        let mut others = Vec::new();
        for _ in 0..OTHERS {
            let (hasher, done, password) = (hasher.clone(), Arc::clone(&done), password());
            others.push(tokio::spawn(async move {
                hasher.check_nobody(password, None).await.expect("a check");
                done.fetch_add(1, Ordering::Relaxed);
            }));
        }
        while !hasher.is_crowded() {
            tokio::task::yield_now().await;
        }
        let digest = hasher.decoys.choose(None);
        let checked = hasher.check(password(), digest, Lane::Known).await;
        assert!(!checked.expect("a check"));
        // At most those that were being checked, or finished, when the known client came.
        assert!(done.load(Ordering::Relaxed) < OTHERS / 2);
        hasher.stop();
        for other in others {
            other.await.expect("what waits is still checked");
        }
        assert_eq!(done.load(Ordering::Relaxed), OTHERS);
    }

    #[tokio::test]
    async fn others_wait_no_longer_than_their_limit() {
        let config = HashingConfig {
            threads: 1,
            queue: 100,
            wait: Some(Duration::from_millis(100)),
            may_use_simd: true,
            memory_kib: None,
        };
        let hasher = Hasher::start(config).expect("threads");
        let password = || Password::for_login("a guess").expect("a password");
        // More than can be done in that time, whatever the processor.
        hasher.pace.add(Duration::from_secs(1));
        let mut others = Vec::new();
        for _ in 0..20 {
            let (hasher, password) = (hasher.clone(), password());
            others.push(tokio::spawn(async move {
                hasher.check_nobody(password, None).await
            }));
        }
        let mut refused = 0;
        for other in others {
            match other.await.expect("no panic") {
                Ok(()) => {}
                Err(Error::Busy) => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert!(refused >= 15, "{refused}");
        assert!(hasher.has_capacity(Lane::Other), "nothing waits any more");
        assert!(hasher.has_capacity(Lane::Known));
    }
}
