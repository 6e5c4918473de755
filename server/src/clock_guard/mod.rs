//! Keeps a wrong clock from deleting what is not due: sessions, tokens, signals and accounts go by the time.
//!
//! Within a process a clock that is set shows by the monotonic clock. At start the database tells when a server last
//! ran; if that is long ago, either the server was off or the clock is wrong, and nobody here can know which. In both
//! cases whatever deletes by time waits for one grace period, which a person can use, and then goes on by itself.

mod hold;
mod mark;

use crate::app::App;
use crate::clock::{Clock, Reading};
use crate::entities::trusted_clock::Model as Mark;
use crate::error::Result;
use chrono::{DateTime, Duration, Utc};
use hold::Hold;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What may come of setting a clock right a little at a time, and of readings that are not taken at once.
const JUMP: Duration = Duration::minutes(1);
/// A server that was off for no longer goes on at once.
const AWAY: Duration = Duration::hours(1);
/// An idle server writes no more often.
const WRITTEN_EVERY: Duration = Duration::minutes(5);
/// Waits are no shorter, however short the grace period.
const SHORTEST_WAIT: Duration = Duration::hours(1);

/// Whether the clock of this process is trusted.
#[derive(Debug, Default)]
pub struct ClockGuard {
    state: Mutex<State>,
    /// Held during a tick: jobs tick as they come.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// The last tick.
    last: Option<Reading>,
    /// The trusted time that this process wrote last.
    written: Option<DateTime<Utc>>,
    /// Why nothing is deleted for now.
    hold: Option<Hold>,
}

impl ClockGuard {
    /// Whether what is due by the clock may be deleted: not while a jump is waited out, nor when the clock has been set
    /// since the last tick. Where nobody ticks, as in a command that does not serve, it is trusted.
    #[must_use]
    pub fn trusts(&self, clock: &Clock) -> bool {
        let state = self.lock();
        let is_steady = |last: &Reading| clock.read().drift_since(last) <= JUMP;
        state.hold.is_none() && state.last.as_ref().is_none_or(is_steady)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compares the clock with what is known, and returns whether it is trusted. To be called before each round of what
/// deletes by time, and often enough: a jump is found between two ticks.
///
/// # Errors
/// When the database does not respond; the clock is then not trusted.
pub async fn tick(app: &App) -> Result<bool> {
    let guard = &app.clock_guard;
    let _permit = guard.turn.lock().await;
    let mark = mark::find(app).await?;
    let reading = app.clock.read();
    let mut state = *guard.lock();
    match state.last {
        None => start(app, &mut state, mark, reading).await?,
        Some(last) => go_on(app, &mut state, mark, reading, last),
    }
    state.last = Some(reading);
    // From now on `trusts` knows, also when the mark cannot be written.
    *guard.lock() = state;
    write(app, state, reading.now).await?;
    Ok(state.hold.is_none())
}

async fn write(app: &App, state: State, now: DateTime<Utc>) -> Result<()> {
    let is_fresh = |written| now >= written && now - written < WRITTEN_EVERY;
    match &state.hold {
        Some(hold) => {
            mark::hold(app, hold, now).await?;
            app.clock_guard.lock().written = None;
        }
        None if state.written.is_some_and(is_fresh) => {}
        None => {
            mark::trust(app, now).await?;
            app.clock_guard.lock().written = Some(now);
        }
    }
    Ok(())
}

/// Says that the clock is right: every process that waits goes on at its next tick.
///
/// # Errors
/// When the database does not respond.
pub async fn accept(app: &App) -> Result<()> {
    mark::trust(app, app.clock.now()).await
}

/// For how long a jump is waited out. Whoever asked for the deletion of an account has that long to think better of it,
/// whatever the clock says.
fn wait(app: &App) -> Duration {
    app.config.accounts.grace_period.max(SHORTEST_WAIT)
}

/// The first tick: compares with when a server last ran, or before there was a mark, with the newest signal.
async fn start(app: &App, state: &mut State, mark: Option<Mark>, reading: Reading) -> Result<()> {
    let last_ran = match mark {
        Some(mark) => Some(mark.trusted_at),
        None => mark::newest_signal(app).await?,
    };
    let Some(last_ran) = last_ran else {
        return Ok(());
    };
    let ahead_by = reading.now - last_ran;
    if ahead_by > AWAY {
        let waited = mark.map_or(Duration::zero(), |mark| waited_before(&mark, reading));
        state.hold = Some(Hold::at_start(last_ran, ahead_by, waited));
        tracing::warn!(
            now = %reading.now, %last_ran, wait_minutes = (wait(app) - waited).num_minutes(),
            "a server last ran long ago by this clock: nothing is deleted by time until the wait is over. If the clock is right, nothing is to be done, or run `bruinbridge clock accept`; if it is not, set it"
        );
    } else if ahead_by < -JUMP {
        tracing::warn!(
            now = %reading.now, %last_ran,
            "a server ran later than now by this clock: it was wrong then or is now. What was written then has a time to come"
        );
    }
    Ok(())
}

/// How much of the wait is over already, if it is the same one that another start began.
fn waited_before(mark: &Mark, reading: Reading) -> Duration {
    let is_same = mark.held_at.is_some_and(|held_at| {
        let since = reading.now - held_at;
        since >= -JUMP && since <= AWAY
    });
    let waited = Duration::try_seconds(mark.waited_seconds).unwrap_or_default();
    if is_same { waited } else { Duration::zero() }
}

/// Every further tick: compares with the time that passed, and with what other processes and people say.
fn go_on(app: &App, state: &mut State, mark: Option<Mark>, reading: Reading, last: Reading) {
    let drift = reading.drift_since(&last);
    let expected = reading.now - drift;
    if drift < -JUMP {
        tracing::warn!(now = %reading.now, %expected, "the clock went back");
        // What was due is due still.
        app.wake_mail.notify_one();
        app.wake_webhooks.notify_one();
        app.wake_scores.notify_one();
    }
    let said = mark.map(|mark| mark.trusted_at);
    if drift > JUMP {
        let hold = state
            .hold
            .get_or_insert_with(|| Hold::in_service(said.unwrap_or(expected)));
        hold.begin_again();
        tracing::warn!(
            now = %reading.now, %expected, wait_minutes = wait(app).num_minutes(),
            "the clock went forward: nothing is deleted by time until the wait is over. If the clock is right, nothing is to be done, or run `bruinbridge clock accept`; if it is not, set it"
        );
    }
    let Some(hold) = &mut state.hold else {
        state.hold = said.filter(|said| is_another_time(*said, state.written, reading)).map(|said| {
            tracing::warn!(
                now = %reading.now, others = %said,
                "another process is far behind by its clock: nothing is deleted by time until one of the two is set"
            );
            Hold::at_start(said, reading.now - said, Duration::zero())
        });
        return;
    };
    let passed = if drift > JUMP {
        Duration::zero()
    } else {
        reading.elapsed - last.elapsed
    };
    if let Some(why) = hold.go_on(drift, passed, said, reading.now, wait(app)) {
        tracing::warn!(now = %reading.now, why, "the clock is trusted again: what is due by it is deleted");
        state.hold = None;
    }
}

/// Whether somebody else wrote a time that cannot be now.
fn is_another_time(said: DateTime<Utc>, written: Option<DateTime<Utc>>, reading: Reading) -> bool {
    written.is_some_and(|written| written != said) && reading.now - said > AWAY
}
