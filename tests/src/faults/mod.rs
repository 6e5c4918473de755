//! What breaks below the server: a disk that is full, a file that may not grow, connections that are lost. Whatever was
//! acknowledged is kept, whatever was not leaves nothing, and all works again once the cause is gone.
//!
//! A short form runs with the other tests; `FAULT_SECONDS=600 cargo test -p tests faults` makes it long.

mod disk;
mod file_size;
mod full_disk;
mod process;
mod readiness;
mod rounds;
mod transactions;
mod wal;
mod writers;

use std::time::Duration;

/// Length of the short form.
const SECONDS: u64 = 6;

/// For how long faults come and go.
fn length() -> Duration {
    let seconds = std::env::var("FAULT_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(SECONDS))
}
