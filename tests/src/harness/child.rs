//! Waits for a process that a test started.

use std::process::{Child, ExitStatus};
use std::time::Duration;

/// Waits for the end without holding up the other tasks of the thread, such as the same test on the other database.
pub(crate) async fn end_of(child: &mut Child) -> ExitStatus {
    loop {
        if let Some(status) = child.try_wait().expect("a process") {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
