//! How long to wait between attempts that fail.

use chrono::Duration;

/// Returns `first` after no earlier failure, doubled for each, up to `longest`.
pub(crate) fn doubled(first: Duration, longest: Duration, failures: i32) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 20)).unwrap_or(0);
    first
        .checked_mul(2_i32.pow(doublings))
        .unwrap_or(longest)
        .min(longest)
}
