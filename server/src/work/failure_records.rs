//! Limits what the log keeps of failures that are about no account, of clients that are not signed in: at most three
//! bytes for each byte that the client sent, and one failure a minute more. Nothing is kept of what the server was too
//! busy for.

use crate::app::App;
use crate::client::{Client, Network};
use crate::rate_limits::Limit;
use crate::signals::log::Entry;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that a row takes in the table and its indexes, without its arguments. Measured on both databases by
/// tests/src/signals/amplification.rs.
const ROW: u64 = 600;

/// Counts failures that were not recorded.
#[derive(Debug, Default)]
pub struct Unrecorded(AtomicU64);

impl Unrecorded {
    /// Returns the number of failures since the last call.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// Returns what to record of a failure: all of it, only its last signal, or nothing.
pub(super) fn limit(app: &App, client: &Client, mut entries: Vec<Entry>) -> Vec<Entry> {
    let all = entries.iter().map(bytes).sum();
    if !app.rate_limits.is_on() || client.credit.take(all) {
        return entries;
    }
    let is_free = |network: Network| {
        let limit = Limit::FailureRecords;
        app.rate_limits.charge(limit, &network.to_string()).is_ok()
    };
    if client.network.is_some_and(is_free) {
        return entries;
    }
    let last = entries.pop();
    let affordable = last.filter(|entry| client.credit.take(bytes(entry)));
    if affordable.is_none() {
        app.unrecorded.0.fetch_add(1, Ordering::Relaxed);
    }
    affordable.into_iter().collect()
}

/// Records nothing of a failure, and counts it.
pub(super) fn skip(app: &App, entries: &mut Vec<Entry>) {
    if !entries.is_empty() {
        entries.clear();
        app.unrecorded.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Returns the bytes that the log needs at most for a signal.
fn bytes(entry: &Entry) -> u64 {
    let arguments = &entry.signal.arguments;
    let indexed = ["email", "username"]
        .iter()
        .filter_map(|name| arguments.get(*name).and_then(Value::as_str))
        .map(str::len);
    let json = |(name, value): (&String, &Value)| name.len() + value.to_string().len() + 4;
    let length: usize = arguments.iter().map(json).chain(indexed).sum();
    ROW + length as u64
}
