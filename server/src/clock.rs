//! The one place that tells the time, so that tests can move it.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Instant;

/// Years in which both databases keep moments and order them alike.
pub const YEARS: RangeInclusive<i32> = 1..=9999;

/// The system's clock, or one that stands still until it is moved.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that a test moves by hand.
    Manual(Arc<Mutex<Reading>>),
}

/// What a clock shows, and how much time has really passed: the two differ when the clock is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The time, in whole microseconds: as much as PostgreSQL keeps.
    pub now: DateTime<Utc>,
    /// Since this process began. It never goes back and never jumps.
    pub elapsed: Duration,
}

impl Reading {
    /// By how much the clock went ahead of the time that passed since an earlier reading; negative when it fell behind.
    #[must_use]
    pub fn drift_since(&self, earlier: &Self) -> Duration {
        (self.now - earlier.now) - (self.elapsed - earlier.elapsed)
    }
}

impl Clock {
    /// A clock that stands at the present moment until it is moved.
    #[must_use]
    pub fn manual() -> Self {
        Self::Manual(Arc::new(Mutex::new(Self::System.read())))
    }

    /// Now, in whole microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.read().now
    }

    /// The time since this process began, by the monotonic clock: for waits inside the process.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.read().elapsed
    }

    /// Both at the same moment.
    #[must_use]
    pub fn read(&self) -> Reading {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is app.clock")]
            Self::System => Reading {
                now: Utc::now().trunc_subsecs(6),
                elapsed: since_start(),
            },
            Self::Manual(reading) => *reading.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Lets time pass on a manual clock; the system's does not move.
    pub fn advance(&self, by: Duration) {
        self.change(|reading| {
            reading.now += by;
            reading.elapsed += by;
        });
    }

    /// Sets a manual clock forward or back while no time passes.
    pub fn jump(&self, by: Duration) {
        self.change(|reading| reading.now += by);
    }

    fn change(&self, change: impl FnOnce(&mut Reading)) {
        if let Self::Manual(reading) = self {
            change(&mut reading.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

fn since_start() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // More than 292 million years do not fit.
    Duration::from_std(START.elapsed()).unwrap_or(Duration::MAX)
}
