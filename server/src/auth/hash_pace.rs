//! How many passwords can be hashed in a time, by how long the latest took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long a job takes, as an average of the latest ones, in microseconds.
#[derive(Debug)]
pub(super) struct Pace(AtomicU64);

impl Default for Pace {
    fn default() -> Self {
        // About what an ordinary processor takes.
        Self(AtomicU64::new(20_000))
    }
}

impl Pace {
    pub(super) fn add(&self, job: Duration) {
        let job = u64::try_from(job.as_micros())
            .unwrap_or(u64::MAX)
            .min(1_000_000);
        let before = self.0.load(Ordering::Relaxed);
        // Threads may overwrite each other's result, which an average survives.
        self.0.store((before * 15 + job) / 16, Ordering::Relaxed);
    }

    /// How many jobs that many threads can do in a time.
    pub(super) fn jobs_in(&self, time: Duration, threads: usize) -> usize {
        let jobs =
            time.as_micros() * threads as u128 / u128::from(self.0.load(Ordering::Relaxed).max(1));
        usize::try_from(jobs).unwrap_or(usize::MAX)
    }
}
