//! Hashes passwords with Argon2id on dedicated threads: one per processor, at the lowest priority, with a bounded
//! queue.
//!
//! There are two queues. Passwords of clients that are known at the account go first, so that a flood of guesses does
//! not keep the owners waiting. The others' queue is as long as can be done in `HASH_WAIT`: during a flood it is always
//! full, and a longer one would only make everyone wait.
//!
//! Hashing on the runtime's threads makes reads wait for seconds; at nice 19 it hardly slows them down. Each thread
//! reuses its 19 MiB of memory, and skips jobs whose caller is gone.

use super::decoys::Decoys;
use super::django_hash::DjangoHash;
use super::hash_pace::Pace;
use crate::config::HashingConfig;
use crate::entities::user::Digest;
use crate::error::{Error, Result};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use rand::TryRng;
use rand::rngs::SysRng;
use rules::Password;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

/// OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane
/// (Password Storage Cheat Sheet, <https://cheatsheetseries.owasp.org>).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT: usize = 32;
/// A stored hash that asks for more memory than this is not ours, and could exhaust the server's memory.
const MAX_MEMORY_KIB: u32 = 262_144;

enum Job {
    Hash(Password, oneshot::Sender<Result<Digest>>),
    Check(Password, Digest, oneshot::Sender<Result<bool>>),
}

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
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system provides no thread or no randomness.
    pub fn start(config: HashingConfig) -> Result<Self> {
        let threads = config.threads.max(1);
        let (known, known_jobs) = crossbeam_channel::bounded(config.queue);
        let (other, other_jobs) = crossbeam_channel::bounded(config.queue);
        let pace = Arc::new(Pace::default());
        for number in 0..threads {
            let (known_jobs, other_jobs) = (known_jobs.clone(), other_jobs.clone());
            let pace = Arc::clone(&pace);
            std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work(&known_jobs, &other_jobs, &pace))
                .map_err(|error| Error::Hashing(format!("cannot start a thread: {error}")))?;
        }
        Ok(Self {
            queues: Arc::new(RwLock::new(Some(Queues { known, other }))),
            threads,
            pace,
            wait: config.wait,
            decoys: Arc::new(Decoys::new(decoy())),
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

/// Whether a hash was created with outdated parameters.
#[must_use]
pub fn is_outdated(digest: &Digest) -> bool {
    let Ok(hash) = PasswordHash::new(&digest.0) else {
        return true;
    };
    let Ok(params) = Params::try_from(&hash) else {
        return true;
    };
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    hash.algorithm != Algorithm::Argon2id.ident()
        || (memory, passes, lanes) != (MEMORY_KIB, PASSES, LANES)
}

/// Every so many jobs, a thread takes one of the other clients first: no flood of known clients keeps them out.
const OTHERS_TURN: usize = 4;

/// Takes the next job, first of one queue, then of the other; `None` when both are closed and empty.
fn next(first: &Receiver<Job>, second: &Receiver<Job>) -> Option<Job> {
    let job = crossbeam_channel::select_biased! {
        recv(first) -> job => job,
        recv(second) -> job => job,
    };
    // One of them is closed, but the other may hold more.
    job.or_else(|_| first.recv())
        .or_else(|_| second.recv())
        .ok()
}

fn work(known: &Receiver<Job>, other: &Receiver<Job>, pace: &Pace) {
    lower_priority();
    let mut memory = Vec::new();
    let mut turns = (0..OTHERS_TURN).cycle();
    let mut take = || match turns.next() {
        Some(0) => next(other, known),
        _ => next(known, other),
    };
    while let Some(job) = take() {
        let begun = Instant::now();
        match job {
            Job::Hash(_, reply) if reply.is_closed() => continue,
            Job::Hash(password, reply) => {
                let _ = reply.send(hash_in(&mut memory, password.expose().as_bytes()));
            }
            Job::Check(_, _, reply) if reply.is_closed() => continue,
            Job::Check(password, digest, reply) => {
                let _ = reply.send(check_in(&mut memory, password.expose().as_bytes(), &digest));
            }
        }
        pace.add(begun.elapsed());
    }
}

/// On Linux a nice value belongs to a thread. On other systems, or if it may not be set, hashing still works.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19) {
        tracing::debug!(%error, "could not lower the priority of a hashing thread");
    }
}

/// Returns a hash that was not computed, so that startup hashes nothing. It has the parameters of real hashes, so that
/// checking it takes as long.
fn decoy() -> Digest {
    let (salt, output) = (
        "bm9ib2R5J3Mgc2FsdA",
        "bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkLCBuZXZlciE",
    );
    Digest(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${output}"
    ))
}

fn hash_in(memory: &mut Vec<Block>, password: &[u8]) -> Result<Digest> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT)).map_err(failed)?;
    let mut salt = [0_u8; Salt::RECOMMENDED_LENGTH];
    SysRng.try_fill_bytes(&mut salt).map_err(failed)?;
    let salt = Salt::new(&salt).map_err(failed)?;
    let mut output = [0_u8; OUTPUT];
    let version = Version::V0x13;
    fill(
        memory,
        &params,
        Algorithm::Argon2id,
        version,
        password,
        &salt,
        &mut output,
    )?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(salt),
        hash: Some(Output::new(&output).map_err(failed)?),
    };
    Ok(Digest(hash.to_string()))
}

fn check_in(memory: &mut Vec<Block>, password: &[u8], digest: &Digest) -> Result<bool> {
    if !digest.is_set() {
        return Ok(false);
    }
    match DjangoHash::parse(&digest.0) {
        Some(DjangoHash::Argon2 { text, .. }) => check_argon2(memory, password, text),
        Some(hash) => hash.matches(password),
        None => check_argon2(memory, password, &digest.0),
    }
}

fn check_argon2(memory: &mut Vec<Block>, password: &[u8], text: &str) -> Result<bool> {
    let hash = PasswordHash::new(text).map_err(failed)?;
    let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else {
        return Err(Error::Hashing("the stored hash is incomplete".to_owned()));
    };
    let params = Params::try_from(&hash).map_err(failed)?;
    if params.m_cost() > MAX_MEMORY_KIB {
        return Err(Error::Hashing(
            "the stored hash asks for too much memory".to_owned(),
        ));
    }
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let version = hash
        .version
        .map_or(Ok(Version::V0x13), Version::try_from)
        .map_err(failed)?;
    let mut output = vec![0_u8; expected.len()];
    fill(
        memory,
        &params,
        algorithm,
        version,
        password,
        &salt,
        &mut output,
    )?;
    Ok(output.ct_eq(expected.as_bytes()).into())
}

fn fill(
    memory: &mut Vec<Block>,
    params: &Params,
    algorithm: Algorithm,
    version: Version,
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Result<()> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let blocks = memory.get_mut(..params.block_count()).unwrap_or_default();
    let filled = Argon2::new(algorithm, version, params.clone())
        .hash_password_into_with_memory(password, salt, output, blocks)
        .map_err(failed);
    // An imported hash may need more than ours, and is not checked often.
    if memory.len() > MEMORY_KIB as usize {
        memory.truncate(MEMORY_KIB as usize);
        memory.shrink_to_fit();
    }
    filled
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn failed(error: impl ToString) -> Error {
    Error::Hashing(error.to_string())
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
