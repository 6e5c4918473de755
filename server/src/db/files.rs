//! The files of SQLite: created for the owner alone before SQLite opens them, and restricted to the owner where they
//! exist.

use crate::error::{Error, Result};
use crate::files;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What SQLite appends to the name of a database for its additional files. It creates them with the database's mode.
const SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];
/// A folder that contains only these and the database is the server's own (MAIL_DIR is data/mail unless set).
const OURS: [&str; 2] = ["mail", "pictures"];

/// Prepares the folder and the files of a database.
///
/// # Errors
/// When they cannot be created.
pub(super) fn prepare(options: &SqliteConnectOptions) -> Result<()> {
    let database = options.get_filename();
    let folder = database
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        files::create_folder(folder).map_err(|error| cannot_create(folder, &error))?;
        if is_ours_alone(folder, database) {
            files::tighten(folder);
        } else {
            files::warn_if_lax(folder);
        }
    }
    let url = options.to_url_lossy();
    let may_create = url
        .query_pairs()
        .any(|(name, value)| name == "mode" && value == "rwc");
    if may_create {
        files::create_file(database).map_err(|error| cannot_create(database, &error))?;
    }
    files::tighten(database);
    for file in companions(database) {
        files::tighten(&file);
    }
    Ok(())
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
    Error::Unexpected(format!("cannot create {}: {error}", path.display()))
}
