//! Errors whose cause is the database itself, not the statement.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Primary result codes of SQLite: BUSY, LOCKED, NOMEM, READONLY (a failed disk is mounted read-only), IOERR, FULL, and
/// CANTOPEN.
const SQLITE: [u32; 7] = [5, 6, 7, 8, 10, 13, 14];

/// Classes of PostgreSQL's SQLSTATE: connection, resources, operator intervention (a shutdown, a statement timeout),
/// and errors with its own files.
const POSTGRES_CLASSES: [&str; 4] = ["08", "53", "57", "58"];
/// Serialization failure, deadlock, lock timeout, idle transaction timeout, and a server that became read-only because
/// another has taken over.
const POSTGRES_STATES: [&str; 5] = ["40001", "40P01", "55P03", "25P03", "25006"];

/// Whether the database is unreachable, locked, overloaded, or out of space: the same request may succeed later.
pub(crate) fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => is_transient(error),
        _ => false,
    }
}

fn is_transient(error: &sqlx::Error) -> bool {
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

/// SQLite's codes are numbers; an extended code has the primary code in its lowest byte. PostgreSQL's codes have five
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
