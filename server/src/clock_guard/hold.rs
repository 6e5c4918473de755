//! A clock that is not trusted for now, and what ends that.

use super::{AWAY, JUMP};
use chrono::{DateTime, Duration, Utc};

/// How far what an operator accepted may lie back when it is seen.
const SEEN_WITHIN: Duration = Duration::minutes(2);

/// A wait for a clock to prove right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    /// The last time that was trusted, as the mark has it.
    pub(super) trusted_at: DateTime<Utc>,
    /// For how long the clock went on steadily.
    pub(super) waited: Duration,
    /// How far the clock is ahead of what would not have been noticed.
    ahead_by: Duration,
    tolerated: Duration,
}

impl Hold {
    /// A server last ran long ago by its clock.
    pub(super) const fn at_start(
        trusted_at: DateTime<Utc>,
        ahead_by: Duration,
        waited: Duration,
    ) -> Self {
        Self {
            trusted_at,
            waited,
            ahead_by,
            tolerated: AWAY,
        }
    }

    /// The clock was set while the server ran; by how much, `go_on` is told.
    pub(super) const fn in_service(trusted_at: DateTime<Utc>) -> Self {
        Self {
            trusted_at,
            waited: Duration::zero(),
            ahead_by: Duration::zero(),
            tolerated: JUMP,
        }
    }

    /// The clock was set once more.
    pub(super) const fn begin_again(&mut self) {
        self.waited = Duration::zero();
    }

    /// Notes what a tick found; answers why the wait is over when it is.
    pub(super) fn go_on(
        &mut self,
        drift: Duration,
        passed: Duration,
        said: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        wait: Duration,
    ) -> Option<&'static str> {
        self.ahead_by += drift;
        self.waited += passed;
        if self.ahead_by <= self.tolerated {
            return Some("it was set back");
        }
        if let Some(said) = said.filter(|said| *said != self.trusted_at) {
            if (now - said).abs() <= SEEN_WITHIN {
                return Some("somebody accepted it, or another process has the same time");
            }
            // Another process goes on by another clock: one of the two is wrong, and waiting does not tell which.
            self.trusted_at = said;
            self.waited = Duration::zero();
        }
        (self.waited >= wait).then_some("it went on steadily for the wait")
    }
}
