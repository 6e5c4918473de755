//! Faults below the server: a full disk, files that may not grow, lost connections. What was acknowledged is kept, what
//! failed leaves nothing behind, and everything works again once the cause is gone.
//!
//! A short form runs with the other tests; `FAULT_SECONDS=600 cargo test -p tests faults` makes it long.

mod disk;
mod file_size;
mod full_disk;
mod group_commit;
mod power_cut;
mod process;
mod readiness;
mod rounds;
mod transactions;
mod wal;
mod writers;

use std::time::Duration;

/// Length of the short form, in seconds.
const SECONDS: u64 = 6;

/// How long a test causes faults.
fn length() -> Duration {
    let seconds = std::env::var("FAULT_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(SECONDS))
}
