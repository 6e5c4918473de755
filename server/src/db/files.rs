//! The files of SQLite: created for the owner alone before SQLite opens them, and restricted to the owner where they
//! exist.

use super::Engine;
use super::fault::{NOT_SQLITE, fault};
use crate::config::quoted;
use crate::error::{Error, Result};
use crate::files;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What SQLite appends to the name of a database for its additional files. It creates them with the database's mode.
const SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];
/// The first bytes of every database.
const HEADER: &[u8; 16] = b"SQLite format 3\0";
/// A folder that contains only these and the database is the server's own (MAIL_DIR is data/mail unless set).
const OURS: [&str; 2] = ["mail", "pictures"];

/// Prepares the folder and the files of a database.
///
/// # Errors
/// When they cannot be created.
pub(super) fn prepare(options: &SqliteConnectOptions) -> Result<()> {
    let database = options.get_filename();
    check_kind(database)?;
    let url = options.to_url_lossy();
    let may_create = url
        .query_pairs()
        .any(|(name, value)| name == "mode" && value == "rwc");
    if !may_create && !database.exists() {
        return Err(refused(
            database,
            "does not exist; add ?mode=rwc to create it",
        ));
    }
    if let Some(folder) = folder_of(database) {
        files::create_folder(folder).map_err(|error| cannot_create(folder, &error))?;
        if is_ours_alone(folder, database) {
            files::tighten(folder);
        } else {
            files::warn_if_lax(folder);
        }
    }
    if may_create {
        files::create_file(database).map_err(|error| cannot_create(database, &error))?;
    }
    files::tighten(database);
    for file in companions(database) {
        files::tighten(&file);
    }
    Ok(())
}

/// Refuses what is no database before its mode is changed: a file or a folder that is named by mistake would be closed
/// to all others.
fn check_kind(database: &Path) -> Result<()> {
    let Ok(found) = std::fs::metadata(database) else {
        return Ok(());
    };
    if !found.is_file() {
        return Err(refused(
            database,
            "is not a file; DATABASE_URL names the file itself, which is created if it is missing",
        ));
    }
    // Closing a file gives up every POSIX lock that this process holds on it, so that the header of a database that the
    // process has open elsewhere must not be read. Such a database has additional files.
    if companions(database).any(|file| file.exists()) {
        return Ok(());
    }
    let mut start = [0; HEADER.len()];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut start));
    match read {
        Ok(()) if start != *HEADER => Err(refused(database, NOT_SQLITE)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof && found.len() > 0 => {
            Err(refused(database, NOT_SQLITE))
        }
        // A new file is empty. One that cannot be read is explained when it is opened.
        _ => Ok(()),
    }
}

/// The folder that a path names, if it names one.
pub(super) fn folder_of(file: &Path) -> Option<&Path> {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
}

fn companions(database: &Path) -> impl Iterator<Item = PathBuf> {
    SUFFIXES.iter().map(|ending| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Whether a folder holds nothing but the data. The server must not restrict /tmp or a home directory.
fn is_ours_alone(folder: &Path, database: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    let stem = database.file_name().unwrap_or_default().as_encoded_bytes();
    let is_ours = |name: OsString| {
        let name = name.as_encoded_bytes();
        name.starts_with(stem) || OURS.iter().any(|ours| ours.as_bytes() == name)
    };
    entries
        .into_iter()
        .all(|entry| entry.is_ok_and(|entry| is_ours(entry.file_name())))
}

fn cannot_create(path: &Path, error: &std::io::Error) -> Error {
    let cause = format!("cannot be created ({error}); use a folder that the server can write");
    refused(path, &cause)
}

fn refused(path: &Path, cause: &str) -> Error {
    fault(Engine::Sqlite, &quoted(&path.to_string_lossy()), cause)
}
