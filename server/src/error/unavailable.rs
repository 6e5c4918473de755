//! Errors for which the database itself is the reason, and not what it was asked.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Primary result codes of SQLite: BUSY, LOCKED, NOMEM, READONLY (a disk that failed is mounted so), IOERR, FULL and
/// CANTOPEN.
const SQLITE: [u32; 7] = [5, 6, 7, 8, 10, 13, 14];

/// Classes of PostgreSQL's SQLSTATE: connections, resources, operators (a shutdown, a statement that took too long),
/// and trouble with its own files.
const POSTGRES_CLASSES: [&str; 4] = ["08", "53", "57", "58"];
/// Serialization, deadlock, a lock not had in time, a transaction that idled too long, a server that only reads because
/// another has taken over.
const POSTGRES_STATES: [&str; 5] = ["40001", "40P01", "55P03", "25P03", "25006"];

/// Whether the database is away, locked, overrun or out of room: what was asked for may succeed later.
pub(super) fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => is_passing(error),
        _ => false,
    }
}

fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => is_of_database(&**error),
        _ => false,
    }
}

/// SQLite's codes are numbers, the extended ones with the primary in their lowest byte; those of PostgreSQL have five
/// characters.
fn is_of_database(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else {
        return false;
    };
    if error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        let code: Option<u32> = code.parse().ok();
        return code.is_some_and(|code| SQLITE.contains(&(code & 0xff)));
    }
    let class = code.get(..2).unwrap_or_default();
    POSTGRES_CLASSES.contains(&class) || POSTGRES_STATES.contains(&&*code)
}
