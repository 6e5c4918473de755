//! When a limit allows the next attempt.
//!
//! Every limit is a leaky bucket: each attempt raises a level, and the level falls with time. A rate refuses what would
//! raise the level above its burst. A delay refuses what comes too soon after the last attempt; the delay doubles with
//! each attempt above a free number, up to a maximum, so it slows guessing down and locks no one out.

use crate::config::rate_limits::{MAX_RATES, Rate, Rates};

/// The longest delay, in seconds: no attack on an account keeps its owner out for longer than this.
pub(crate) const MAX_DELAY: f64 = 900.0;

/// A limit's rule. All times are seconds.
#[derive(Clone, Debug)]
pub(super) enum Policy {
    /// So many at once, and more as time passes.
    Rates(Rates),
    /// So many at once, then ever longer delays. One attempt is forgotten every `MAX_DELAY`.
    Delay {
        /// Attempts before the first delay.
        free: u32,
    },
}

/// What is known about one client, account or mailbox under one limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// The level of each rate at `updated_at`. A delay uses the first.
    pub(super) levels: [f64; MAX_RATES],
    /// When the levels were last changed.
    pub(super) updated_at: f64,
    /// When the last attempt was charged.
    pub(super) charged_at: f64,
}

/// Small enough to be no attempt, large enough to cover rounding.
const ROUNDING: f64 = 1e-6;

impl Policy {
    /// Returns how many attempts each level forgets per second; 0 for a level that is not used.
    pub(super) fn forgotten_per_second(&self) -> [f64; MAX_RATES] {
        let mut speeds = [0.0; MAX_RATES];
        match self {
            Self::Rates(rates) => {
                for (speed, rate) in speeds.iter_mut().zip(rates.as_slice()) {
                    *speed = rate.per_second;
                }
            }
            Self::Delay { .. } => speeds[0] = 1.0 / MAX_DELAY,
        }
        speeds
    }

    /// Returns how long the next attempt has to wait; 0 if it may come now.
    pub(super) fn wait(&self, cell: &Cell, now: f64) -> f64 {
        let levels = self.levels_at(cell, now);
        match self {
            Self::Rates(rates) => {
                let waits = rates.as_slice().iter().zip(levels);
                waits
                    .map(|(rate, level)| wait(rate, level))
                    .fold(0.0, f64::max)
            }
            Self::Delay { free } => {
                let surplus = attempts(levels) - f64::from(*free);
                if surplus < 0.0 {
                    return 0.0;
                }
                let delay = surplus.exp2().min(MAX_DELAY);
                until(cell.charged_at + delay, now)
            }
        }
    }

    /// Whether as many attempts were made as a delay has free.
    pub(super) fn is_delaying(&self, cell: &Cell, now: f64) -> bool {
        match self {
            Self::Rates(_) => false,
            Self::Delay { free } => attempts(self.levels_at(cell, now)) >= f64::from(*free),
        }
    }

    /// Adds `count` attempts, or removes some if it is negative.
    pub(super) fn charge(&self, cell: &mut Cell, count: f64, now: f64) {
        cell.levels = self.levels_at(cell, now);
        for (level, speed) in cell.levels.iter_mut().zip(self.forgotten_per_second()) {
            // A level that never falls belongs to no rate.
            if speed > 0.0 {
                *level = (*level + count).max(0.0);
            }
        }
        cell.updated_at = now;
        if count > 0.0 {
            cell.charged_at = now;
        }
    }

    /// Whether a cell says no more than a new one.
    pub(super) fn is_forgotten(&self, cell: &Cell, now: f64) -> bool {
        self.levels_at(cell, now)
            .iter()
            .all(|level| *level < ROUNDING)
    }

    fn levels_at(&self, cell: &Cell, now: f64) -> [f64; MAX_RATES] {
        let passed = (now - cell.updated_at).max(0.0);
        let mut levels = cell.levels;
        for (level, speed) in levels.iter_mut().zip(self.forgotten_per_second()) {
            *level = (*level - speed * passed).max(0.0);
        }
        levels
    }
}

/// Returns the number of attempts under a delay. Each counts until it is forgotten as a whole.
fn attempts([level, ..]: [f64; MAX_RATES]) -> f64 {
    (level - ROUNDING).ceil()
}

/// Returns how long it is until a time; 0 if it has come, but for rounding.
fn until(time: f64, now: f64) -> f64 {
    let wait = time - now;
    if wait > ROUNDING { wait } else { 0.0 }
}

fn wait(rate: &Rate, level: f64) -> f64 {
    let surplus = level + 1.0 - rate.burst;
    if surplus <= ROUNDING {
        return 0.0;
    }
    surplus / rate.per_second
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(
        policy: &Policy,
        cell: &mut Cell,
        times: impl IntoIterator<Item = f64>,
    ) -> Vec<bool> {
        let mut all = Vec::new();
        for now in times {
            let is_allowed = policy.wait(cell, now) == 0.0;
            if is_allowed {
                policy.charge(cell, 1.0, now);
            }
            all.push(is_allowed);
        }
        all
    }

    #[test]
    fn a_rate_allows_a_burst_and_then_its_share_of_time() {
        let policy = Policy::Rates("3/hour, 5/day".parse().expect("rates"));
        let mut cell = Cell::default();
        assert_eq!(
            allowed(&policy, &mut cell, [0.0; 4]),
            [true, true, true, false]
        );
        assert!((policy.wait(&cell, 0.0) - 1200.0).abs() < 1.0);
        assert_eq!(allowed(&policy, &mut cell, [1199.0, 1201.0]), [false, true]);
        // The day's rate is the stricter one from here on.
        assert_eq!(allowed(&policy, &mut cell, [7300.0, 7300.0]), [true, false]);
        assert!(policy.wait(&cell, 7300.0) > 3600.0);
        assert!(policy.is_forgotten(&cell, 7300.0 + 86_400.0));
    }

    #[test]
    fn a_delay_doubles_up_to_a_quarter_of_an_hour() {
        let policy = Policy::Delay { free: 3 };
        let mut cell = Cell::default();
        assert_eq!(
            allowed(&policy, &mut cell, [0.0; 4]),
            [true, true, true, false]
        );
        let mut waits = Vec::new();
        let mut now = 0.0;
        for _ in 0..14 {
            let wait = policy.wait(&cell, now);
            waits.push(wait);
            now += wait;
            assert_eq!(allowed(&policy, &mut cell, [now]), [true]);
        }
        let waits: Vec<i64> = waits.iter().map(|wait| wait.round() as i64).collect();
        let doubled = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
        assert_eq!(waits[..10], doubled);
        // Meanwhile the first attempts are forgotten.
        assert!(waits[10..].iter().all(|wait| (512..=900).contains(wait)));
    }

    #[test]
    fn a_delay_is_over_when_it_was_said_to_be() {
        let policy = Policy::Delay { free: 1 };
        for start in (0..1000).map(|number| f64::from(number) * 12.345_678_9) {
            let mut cell = Cell::default();
            policy.charge(&mut cell, 1.0, start);
            assert_eq!(policy.wait(&cell, start + 1.0), 0.0);
            assert!(policy.wait(&cell, start + 0.999) > 0.0);
        }
    }

    #[test]
    fn what_is_given_back_was_never_charged() {
        let policy = Policy::Delay { free: 1 };
        let mut cell = Cell::default();
        policy.charge(&mut cell, 1.0, 0.0);
        assert!(policy.wait(&cell, 0.0) > 0.0);
        policy.charge(&mut cell, -1.0, 0.0);
        assert_eq!(policy.wait(&cell, 0.0), 0.0);
    }
}
