//! File descriptors: as many as the system allows, and how many of them connections may take.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Kept for standard streams, listeners, files, emails (16 at once) and webhooks (8 at once, each with its look-up).
const RESERVE: u64 = 96;
/// A SQLite connection opens its file, the log beside it, their index, and sometimes a temporary file.
const PER_DATABASE_CONNECTION: u64 = 4;

/// Raises the soft limit, which is 1,024 on most systems, to the hard one.
///
/// # Errors
/// When the system refuses; the limit then is what it was.
pub fn raise_limit() -> std::io::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        setrlimit(Resource::Nofile, limit)?;
    }
    Ok(())
}

/// How many connections there may be: as many as wanted, unless the descriptors besides what the rest of the server
/// needs are fewer.
#[must_use]
pub fn connections(wanted: usize, database_connections: u32) -> usize {
    let Some(limit) = getrlimit(Resource::Nofile).current else {
        return wanted;
    };
    // SQLite's writer and PostgreSQL's listener are one more each.
    let for_database = PER_DATABASE_CONNECTION * (u64::from(database_connections) + 2);
    let reserve = RESERVE + for_database;
    // With hardly any, half: a server that answers few is better than one that answers nobody.
    let room = limit.saturating_sub(reserve).max(limit / 2).max(1);
    let connections = wanted.min(usize::try_from(room).unwrap_or(usize::MAX));
    tracing::info!(connections, descriptors = limit, "room for connections");
    connections
}
