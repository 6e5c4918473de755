//! Why a database cannot be used, for whoever starts the server: the database, the cause, and what to do. Errors of the
//! drivers name neither the file nor the server.

use super::Engine;
use super::files::folder_of;
use crate::config::{ConfigError, quoted};
use crate::error::Error;
use std::path::Path;

/// SQLSTATEs of PostgreSQL, with what to do about each.
const ADVICE: [(&str, &str); 10] = [
    ("28P01", "correct the user or the password"),
    ("28000", "let the user connect in pg_hba.conf"),
    ("3D000", "create the database"),
    ("42501", "grant the user what is missing"),
    (
        "53300",
        "raise max_connections or lower DATABASE_CONNECTIONS",
    ),
    ("57P03", "wait until the server has started"),
    ("25006", "name the primary server, or let the user write"),
    ("08P01", "look into the log and the settings of the pooler"),
    ("26000", POOLER),
    ("42P05", POOLER),
];

/// Primary result codes of SQLite.
const READ_ONLY: u32 = 8;
const CANNOT_OPEN: u32 = 14;
const NOT_A_DATABASE: u32 = 26;

pub(super) const NOT_SQLITE: &str = "is not a file of SQLite; name another one";

/// What a pooler such as PgBouncer does not support in transaction mode: prepared statements (before 1.21), settings of
/// a session, LISTEN.
pub(super) const POOLER: &str = "connect directly, or through a pooler such as PgBouncer in session mode \
                                 (pool_mode = session); transaction mode does not work";

/// An error about DATABASE_URL.
pub(super) fn fault(engine: Engine, location: &str, cause: &str) -> Error {
    let example = match engine {
        Engine::Sqlite => "sqlite://data/bruinbridge.db?mode=rwc",
        Engine::Postgres => "postgres://user:password@localhost/bruinbridge",
    };
    let fault = format!("the database {location} {cause}");
    ConfigError::new("DATABASE_URL", fault, example).into()
}

/// Explains why a file could not be opened.
pub(super) fn of_file(file: &Path, error: &sqlx::Error) -> Error {
    let code = error.as_database_error().and_then(|error| error.code());
    let code: Option<u32> = code.and_then(|code| code.parse().ok());
    // An extended code has the primary code in its lowest byte.
    let cause = match code.map(|code| code & 0xff) {
        Some(NOT_A_DATABASE) => NOT_SQLITE.to_owned(),
        Some(READ_ONLY | CANNOT_OPEN) if file.exists() => {
            let folder = folder_of(file).unwrap_or(Path::new(".")).to_string_lossy();
            format!(
                "cannot be opened: the server's user must be able to read and write it and to create files in {}",
                quoted(&folder)
            )
        }
        _ => format!("cannot be opened: {}", one_line(error)),
    };
    fault(Engine::Sqlite, &quoted(&file.to_string_lossy()), &cause)
}

/// Explains why a server could not be reached.
pub(super) fn of_server(location: &str, error: &sqlx::Error) -> Error {
    let advice = match (advice(error), error) {
        (Some(advice), _) => format!("; {advice}"),
        (None, sqlx::Error::Io(_)) => {
            "; check the host and the port, and that the server runs".to_owned()
        }
        _ => String::new(),
    };
    let cause = format!("cannot be opened: {}{advice}", one_line(error));
    fault(Engine::Postgres, location, &cause)
}

/// What to do about an error of PostgreSQL.
pub(super) fn advice(error: &sqlx::Error) -> Option<&'static str> {
    let state = error.as_database_error()?.code()?;
    let known = ADVICE.iter().find(|(code, _)| state == *code);
    known.map(|(_, advice)| *advice)
}

/// The innermost text of an error: the outer ones only say that it came from the database.
pub(super) fn one_line(error: &sqlx::Error) -> String {
    let text = match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
