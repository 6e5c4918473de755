//! The clock of the application, which tests can move.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Instant;

/// The years in which both databases store and order timestamps alike.
pub const YEARS: RangeInclusive<i32> = 1..=9999;

/// The system's clock, or a manual one for tests.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until a test moves it.
    Manual(Arc<Mutex<Reading>>),
}

/// A reading of the clock, and the time that has passed by the monotonic clock. The two differ when the clock is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The time in whole microseconds, the precision of PostgreSQL.
    pub now: DateTime<Utc>,
    /// The time since this process started. It never goes back and never jumps.
    pub elapsed: Duration,
}

impl Reading {
    /// Returns how far the clock got ahead of the elapsed time since an earlier reading; negative when it fell behind.
    #[must_use]
    pub fn drift_since(&self, earlier: &Self) -> Duration {
        (self.now - earlier.now) - (self.elapsed - earlier.elapsed)
    }
}

impl Clock {
    /// Creates a manual clock that shows the current time until it is moved.
    #[must_use]
    pub fn manual() -> Self {
        Self::Manual(Arc::new(Mutex::new(Self::System.read())))
    }

    /// Returns the current time, in whole microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.read().now
    }

    /// Returns the time since this process started, by the monotonic clock: for timeouts inside the process.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.read().elapsed
    }

    /// Reads both at the same moment.
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

    /// Lets time pass on a manual clock. Does nothing on the system's clock.
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
    // Only more than 292 million years overflow.
    Duration::from_std(START.elapsed()).unwrap_or(Duration::MAX)
}
