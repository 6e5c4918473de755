//! A hashing thread: takes passwords from the queues and hashes or checks them.

use super::hash_engine::{Engine, FastEngine, Scheme, Simd, Trust};
use super::hash_pace::Pace;
use super::phc;
use crate::entities::user::Digest;
use crate::error::Result;
use crossbeam_channel::Receiver;
use rules::Password;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

pub(super) enum Job {
    Hash(Password, oneshot::Sender<Result<Digest>>),
    Check(Password, Digest, oneshot::Sender<Result<bool>>),
    /// Writes to the log which code hashes.
    Announce,
}

/// What a thread works on.
pub(super) struct HashThread {
    pub(super) known: Receiver<Job>,
    pub(super) other: Receiver<Job>,
    pub(super) pace: Arc<Pace>,
    pub(super) trust: Arc<Trust>,
    pub(super) may_use_simd: bool,
    /// The scheme of new hashes.
    pub(super) scheme: Scheme,
}

/// How long a thread without passwords keeps its memory, 19 MiB, for the next one.
const MEMORY_KEPT: Duration = Duration::from_secs(10);

/// Every so many jobs, a thread takes one of the other clients first: no flood of known clients keeps them out.
const OTHERS_TURN: usize = 4;

impl HashThread {
    /// Works until the queues are closed and empty.
    pub(super) fn run(self) {
        lower_priority();
        let mut engine = Engine::new(self.fast(), Arc::clone(&self.trust), self.scheme.clone());
        let mut turns = (0..OTHERS_TURN).cycle();
        let mut take = |engine: &mut Engine| match turns.next() {
            Some(0) => next(&self.other, &self.known, engine),
            _ => next(&self.known, &self.other, engine),
        };
        while let Some(job) = take(&mut engine) {
            let begun = Instant::now();
            match job {
                Job::Announce => {
                    tracing::info!(code = engine.name(), "chose the code that hashes passwords");
                    continue;
                }
                Job::Hash(_, reply) if reply.is_closed() => continue,
                Job::Hash(password, reply) => {
                    let _ = reply.send(phc::hash(&mut engine, password.expose().as_bytes()));
                }
                Job::Check(_, _, reply) if reply.is_closed() => continue,
                Job::Check(password, digest, reply) => {
                    let password = password.expose().as_bytes();
                    let _ = reply.send(phc::check(&mut engine, password, &digest));
                }
            }
            self.pace.add(begun.elapsed());
        }
    }

    fn fast(&self) -> Option<Box<dyn FastEngine>> {
        let simd = self.may_use_simd.then(Simd::detect).flatten()?;
        Some(Box::new(simd))
    }
}

/// Takes the next job, first of one queue, then of the other; `None` when both are closed and empty. An engine that waits
/// for long gives its memory back.
fn next(first: &Receiver<Job>, second: &Receiver<Job>, engine: &mut Engine) -> Option<Job> {
    let job = crossbeam_channel::select_biased! {
        recv(first) -> job => Some(job),
        recv(second) -> job => Some(job),
        default(MEMORY_KEPT) => None,
    };
    let job = job.unwrap_or_else(|| {
        engine.free();
        crossbeam_channel::select_biased! {
            recv(first) -> job => job,
            recv(second) -> job => job,
        }
    });
    // One of them is closed, but the other may hold more.
    job.or_else(|_| first.recv())
        .or_else(|_| second.recv())
        .ok()
}

/// On Linux a nice value belongs to a thread. On other systems, or if it may not be set, hashing still works.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19) {
        tracing::debug!(%error, "could not lower the priority of a hashing thread");
    }
}
