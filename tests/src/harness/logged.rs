//! Captures everything that this process logs, for tests that assert what is or is not in it.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use bruinbridge::logging::{self, Format};
use tracing_subscriber::util::SubscriberInitExt;

/// Enables every level, so that text that is absent here is absent under every filter.
pub(crate) const FILTER: &str = "trace,hyper=trace,reqwest=trace,sqlx::query=trace,lettre::transport=trace,\
    tungstenite::protocol=trace,tokio_tungstenite=trace,async_graphql=trace,sea_orm_migration=warn";

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Capture;

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        lines.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts capturing the log, once per process.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = logging::subscriber(FILTER, Format::Text, || Capture);
        lines.expect("a filter").init();
    });
}

/// Returns every line that any test of this process has logged so far.
pub(crate) fn log_lines() -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&lines)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Counts the lines that contain all of these texts.
pub(crate) fn count_logged(texts: &[&str]) -> usize {
    let contains_all = |line: &&String| texts.iter().all(|text| line.contains(text));
    log_lines().iter().filter(contains_all).count()
}

/// Asserts that one line contains all of these texts.
pub(crate) fn assert_logged(texts: &[&str]) {
    let lines = log_lines();
    let contains_all = |line: &String| texts.iter().all(|text| line.contains(text));
    assert!(
        lines.iter().any(contains_all),
        "no line of the log contains {texts:?}"
    );
}
