//! The one place that tells the time, so that tests can move it.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

/// Years in which both databases keep moments and order them alike.
pub const YEARS: RangeInclusive<i32> = 1..=9999;

/// The system's clock, or one that stands still until it is moved.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that a test moves by hand.
    Manual(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at the present moment until it is moved.
    #[must_use]
    pub fn manual() -> Self {
        Self::Manual(Arc::new(Mutex::new(Self::System.now())))
    }

    /// Now, in whole microseconds: as much as PostgreSQL keeps.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is app.clock")]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Manual(moment) => *moment.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock; the system's does not move.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(moment) = self {
            let mut moment = moment.lock().unwrap_or_else(PoisonError::into_inner);
            *moment += by;
        }
    }
}
