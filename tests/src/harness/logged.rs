//! Everything that this process logs, kept for tests that look for what must or must not be there.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

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
        tracing_subscriber::fmt()
            .with_env_filter("debug,sqlx=info,sea_orm_migration=warn")
            .with_ansi(false)
            .with_writer(|| Kept)
            .init();
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

/// Fails unless one line holds all of these texts.
pub(crate) fn assert_logged(texts: &[&str]) {
    let lines = log_lines();
    let holds_all = |line: &String| texts.iter().all(|text| line.contains(text));
    assert!(
        lines.iter().any(holds_all),
        "no line of the log holds {texts:?}"
    );
}
