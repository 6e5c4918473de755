//! Keeps a wrong clock from deleting data early: sessions, tokens, signals and accounts are deleted by time.
//!
//! While a process runs, comparing with the monotonic clock shows when the clock is set. At startup, the database says
//! when a server last ran. If that is long ago, either the server was off or the clock is wrong, and the process cannot
//! know which. In both cases, deletions by time wait for one grace period, in which an operator can act, and then
//! continue automatically.

mod hold;
mod trusted_clock;

use crate::app::App;
use crate::clock::{Clock, Reading};
use crate::entities::trusted_clock::Model as TrustedClock;
use crate::error::Result;
use chrono::{DateTime, Duration, Utc};
use hold::Hold;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The largest drift that is not a jump. It allows for small clock corrections, and for delays between two readings.
const MAX_DRIFT: Duration = Duration::minutes(1);
/// A server that was off for no longer than this trusts its clock at once.
const MAX_DOWNTIME: Duration = Duration::hours(1);
/// How often the trusted time is written.
const WRITE_INTERVAL: Duration = Duration::minutes(5);
/// The shortest wait, even if the grace period is shorter.
const MIN_WAIT: Duration = Duration::hours(1);

/// Whether the clock of this process is trusted.
#[derive(Debug, Default)]
pub struct ClockGuard {
    state: Mutex<State>,
    /// Held during a tick, because jobs tick concurrently.
    tick_lock: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// The last tick.
    last: Option<Reading>,
    /// The trusted time that this process wrote last.
    written: Option<DateTime<Utc>>,
    /// Why nothing is deleted at the moment.
    hold: Option<Hold>,
}

impl ClockGuard {
    /// Whether due data may be deleted by the clock. Returns false during a wait after a jump, and when the clock was
    /// set after the last tick. Returns true where nothing ticks, as in a command that does not serve.
    #[must_use]
    pub fn trusts(&self, clock: &Clock) -> bool {
        let state = self.lock();
        let is_steady = |last: &Reading| clock.read().drift_since(last) <= MAX_DRIFT;
        state.hold.is_none() && state.last.as_ref().is_none_or(is_steady)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks the clock, and returns whether it is trusted. Must be called before each round of deletions by time, and
/// regularly, because a jump shows between two ticks.
///
/// # Errors
/// When the database does not respond; the clock is then not trusted.
pub async fn tick(app: &App) -> Result<bool> {
    let guard = &app.clock_guard;
    let _guard = guard.tick_lock.lock().await;
    let row = trusted_clock::find(app).await?;
    let reading = app.clock.read();
    let mut state = *guard.lock();
    match state.last {
        None => start(app, &mut state, row, reading).await?,
        Some(last) => check(app, &mut state, row, reading, last),
    }
    state.last = Some(reading);
    // From here on `trusts` uses the new state, even if the row cannot be written.
    *guard.lock() = state;
    write(app, state, reading.now).await?;
    Ok(state.hold.is_none())
}

async fn write(app: &App, state: State, now: DateTime<Utc>) -> Result<()> {
    let is_fresh = |written| now >= written && now - written < WRITE_INTERVAL;
    match &state.hold {
        Some(hold) => {
            trusted_clock::hold(app, hold, now).await?;
            app.clock_guard.lock().written = None;
        }
        None if state.written.is_some_and(is_fresh) => {}
        None => {
            trusted_clock::trust(app, now).await?;
            app.clock_guard.lock().written = Some(now);
        }
    }
    Ok(())
}

/// Confirms that the clock is right: every waiting process continues at its next tick.
///
/// # Errors
/// When the database does not respond.
pub async fn accept(app: &App) -> Result<()> {
    trusted_clock::trust(app, app.clock.now()).await
}

/// Returns the length of the wait after a jump: a user who requested the deletion of an account has at least the grace
/// period to restore it, whatever the clock says.
fn wait(app: &App) -> Duration {
    app.config.accounts.grace_period.max(MIN_WAIT)
}

/// Handles the first tick: compares the clock with the stored trusted time, or with the newest signal if there is none.
async fn start(
    app: &App,
    state: &mut State,
    row: Option<TrustedClock>,
    reading: Reading,
) -> Result<()> {
    let last_ran = match row {
        Some(row) => Some(row.trusted_at),
        None => trusted_clock::newest_signal(app).await?,
    };
    let Some(last_ran) = last_ran else {
        return Ok(());
    };
    let ahead_by = reading.now - last_ran;
    if ahead_by > MAX_DOWNTIME {
        let waited = row.map_or(Duration::zero(), |row| waited_before(&row, reading));
        state.hold = Some(Hold::at_start(last_ran, ahead_by, waited));
        tracing::warn!(
            now = %reading.now, %last_ran, wait_minutes = (wait(app) - waited).num_minutes(),
            "a server last ran long ago by this clock: nothing is deleted by time until the wait is over. If the clock is right, wait or run `bruinbridge clock accept`; if it is wrong, set it"
        );
    } else if ahead_by < -MAX_DRIFT {
        tracing::warn!(
            now = %reading.now, %last_ran,
            "a server last ran in the future by this clock: the clock was wrong then or is wrong now. Data written then has a time in the future"
        );
    }
    Ok(())
}

/// Returns how much of the wait is already over, if an earlier start began the same wait.
fn waited_before(row: &TrustedClock, reading: Reading) -> Duration {
    let is_same = row.held_at.is_some_and(|held_at| {
        let since = reading.now - held_at;
        since >= -MAX_DRIFT && since <= MAX_DOWNTIME
    });
    let waited = Duration::try_seconds(row.waited_seconds).unwrap_or_default();
    if is_same { waited } else { Duration::zero() }
}

/// Handles every further tick: compares the clock with the elapsed time and with the stored trusted time, which other
/// processes and operators write.
fn check(app: &App, state: &mut State, row: Option<TrustedClock>, reading: Reading, last: Reading) {
    let drift = reading.drift_since(&last);
    let expected = reading.now - drift;
    if drift < -MAX_DRIFT {
        tracing::warn!(now = %reading.now, %expected, "the clock went back");
        // Rows that were due are still due.
        app.wake_mail.notify_one();
        app.wake_webhooks.notify_one();
        app.wake_scores.notify_one();
    }
    let stored = row.map(|row| row.trusted_at);
    if drift > MAX_DRIFT {
        let hold = state
            .hold
            .get_or_insert_with(|| Hold::in_service(stored.unwrap_or(expected)));
        hold.restart();
        tracing::warn!(
            now = %reading.now, %expected, wait_minutes = wait(app).num_minutes(),
            "the clock went forward: nothing is deleted by time until the wait is over. If the clock is right, wait or run `bruinbridge clock accept`; if it is wrong, set it"
        );
    }
    let Some(hold) = &mut state.hold else {
        state.hold = stored.filter(|stored| is_another_time(*stored, state.written, reading)).map(|stored| {
            tracing::warn!(
                now = %reading.now, other_process = %stored,
                "the clock of another process is far behind: nothing is deleted by time until one of the two is set"
            );
            Hold::at_start(stored, reading.now - stored, Duration::zero())
        });
        return;
    };
    let passed = if drift > MAX_DRIFT {
        Duration::zero()
    } else {
        reading.elapsed - last.elapsed
    };
    if let Some(why) = hold.tick(drift, passed, stored, reading.now, wait(app)) {
        tracing::warn!(now = %reading.now, why, "the clock is trusted again: due data is deleted");
        state.hold = None;
    }
}

/// Whether another process stored a time that is too far in the past to be the present.
fn is_another_time(
    stored: DateTime<Utc>,
    written: Option<DateTime<Utc>>,
    reading: Reading,
) -> bool {
    written.is_some_and(|written| written != stored) && reading.now - stored > MAX_DOWNTIME
}
