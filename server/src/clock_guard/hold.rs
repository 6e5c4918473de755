//! A clock that is temporarily not trusted, and the conditions that end that.

use super::{MAX_DOWNTIME, MAX_DRIFT};
use chrono::{DateTime, Duration, Utc};

/// The maximum age of a time that an operator accepted when a tick reads it.
const MAX_ACCEPTED_AGE: Duration = Duration::minutes(2);

/// A wait until the clock can be trusted again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    /// The last trusted time, as stored in the database.
    pub(super) trusted_at: DateTime<Utc>,
    /// How long the clock has run steadily.
    pub(super) waited: Duration,
    /// How far the clock is ahead of the expected time.
    ahead_by: Duration,
    /// How far ahead the clock may be to be trusted again.
    tolerated: Duration,
}

impl Hold {
    /// Starts a wait because the last trusted time is long ago.
    pub(super) const fn at_start(
        trusted_at: DateTime<Utc>,
        ahead_by: Duration,
        waited: Duration,
    ) -> Self {
        Self {
            trusted_at,
            waited,
            ahead_by,
            tolerated: MAX_DOWNTIME,
        }
    }

    /// Starts a wait because the clock was set while the server was running. `tick` receives by how much.
    pub(super) const fn in_service(trusted_at: DateTime<Utc>) -> Self {
        Self {
            trusted_at,
            waited: Duration::zero(),
            ahead_by: Duration::zero(),
            tolerated: MAX_DRIFT,
        }
    }

    /// Restarts the wait because the clock was set again.
    pub(super) const fn restart(&mut self) {
        self.waited = Duration::zero();
    }

    /// Updates the wait with the findings of a tick. Returns the reason when the wait is over.
    pub(super) fn tick(
        &mut self,
        drift: Duration,
        passed: Duration,
        stored: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        wait: Duration,
    ) -> Option<&'static str> {
        self.ahead_by += drift;
        self.waited += passed;
        if self.ahead_by <= self.tolerated {
            return Some("it was set back");
        }
        if let Some(stored) = stored.filter(|stored| *stored != self.trusted_at) {
            if (now - stored).abs() <= MAX_ACCEPTED_AGE {
                return Some("an operator accepted it, or another process has the same time");
            }
            // Another process runs by a different clock. One of the two is wrong, and waiting does not show which.
            self.trusted_at = stored;
            self.waited = Duration::zero();
        }
        (self.waited >= wait).then_some("it ran steadily for the whole wait")
    }
}
