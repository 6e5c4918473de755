//! When a refusal of credentials is sent: at a multiple of a tenth of a second, counted from the request.
//!
//! A known account takes a fraction of a millisecond more than an unknown one: it is read, and a row about it goes to
//! the log. In the time until the next multiple that disappears, and waiting costs the server nothing.

use crate::error::Result;
use rules::Code;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Several times what a hash takes, and too short for a person to notice.
const STEP: Duration = Duration::from_millis(100);

/// Runs a check of credentials and returns its result: `INVALID_CREDENTIALS` or `CODE_INVALID` at the next multiple of
/// the step, anything else at once.
pub(crate) async fn even<T>(check: impl Future<Output = Result<T>>) -> Result<T> {
    let start = Instant::now();
    let outcome = check.await;
    if let Err(error) = &outcome
        && (error.is(Code::InvalidCredentials) || error.is(Code::CodeInvalid))
    {
        sleep_until(start + next_step(start.elapsed())).await;
    }
    outcome
}

fn next_step(elapsed: Duration) -> Duration {
    let steps = elapsed.as_millis() / STEP.as_millis() + 1;
    STEP * u32::try_from(steps).unwrap_or(1)
}
