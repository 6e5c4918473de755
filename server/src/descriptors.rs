//! File descriptors: raises their limit, and computes how many of them connections may use.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Reserved for standard streams, listeners, files, emails (16 at once), and webhooks (8 at once) and hooks (64 at once),
/// each with a lookup.
const RESERVE: u64 = 224;
/// A SQLite connection opens the database, its write-ahead log, its shared-memory file, and sometimes a temporary file.
const PER_DATABASE_CONNECTION: u64 = 4;

/// Raises the soft limit, which is 1,024 on most systems, to the hard one.
///
/// # Errors
/// When the system refuses. The limit is then unchanged.
pub fn raise_limit() -> std::io::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        setrlimit(Resource::Nofile, limit)?;
    }
    Ok(())
}

/// Returns the maximum number of connections: as many as wanted, or as many as there are descriptors that the rest of
/// the server does not need.
#[must_use]
pub fn connections(wanted: usize, database_connections: u32) -> usize {
    let Some(limit) = getrlimit(Resource::Nofile).current else {
        return wanted;
    };
    // SQLite's writer and PostgreSQL's listener use one more connection each.
    let for_database = PER_DATABASE_CONNECTION * (u64::from(database_connections) + 2);
    let reserve = RESERVE + for_database;
    // With very few descriptors, half of them: serving few clients is better than serving none.
    let available = limit.saturating_sub(reserve).max(limit / 2).max(1);
    let connections = wanted.min(usize::try_from(available).unwrap_or(usize::MAX));
    tracing::info!(
        connections,
        descriptors = limit,
        "computed the maximum number of connections"
    );
    connections
}
