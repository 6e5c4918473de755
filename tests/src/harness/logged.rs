//! Everything that this process logs, kept for tests that look for what must or must not be there.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use bruinbridge::logging::{self, Format};
use tracing_subscriber::util::SubscriberInitExt;

/// Asks for all that there is, so that what tests look for in vain cannot be brought out by any filter.
pub(crate) const FILTER: &str = "trace,hyper=trace,reqwest=trace,sqlx::query=trace,lettre::transport=trace,\
    tungstenite::protocol=trace,tokio_tungstenite=trace,async_graphql=trace,sea_orm_migration=warn";

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        lines.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts keeping what is logged, once a process.
pub(super) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = logging::subscriber(FILTER, Format::Text, || Kept);
        lines.expect("a filter").init();
    });
}

/// What was logged so far, by every test of this process.
pub(crate) fn log_lines() -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&lines)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// How many lines hold all of these texts.
pub(crate) fn count_logged(texts: &[&str]) -> usize {
    let holds_all = |line: &&String| texts.iter().all(|text| line.contains(text));
    log_lines().iter().filter(holds_all).count()
}

/// Fails unless one line holds all of these texts.
pub(crate) fn assert_logged(texts: &[&str]) {
    let lines = log_lines();
    let holds_all = |line: &String| texts.iter().all(|text| line.contains(text));
    assert!(
        lines.iter().any(holds_all),
        "no line of the log holds {texts:?}"
    );
}
