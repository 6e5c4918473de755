//! Files and folders that only the server's user may read, whatever the umask: the database and emails hold what
//! members wrote, and links that sign in.
//!
//! Whoever else needs access (a backup, another program of the machine) runs as the same user or is named in an access
//! control list, which is left alone.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Result, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;
/// The bits of everybody who is neither the owner nor in the group.
const OTHERS: u32 = 0o007;
/// The bits of everybody but the owner.
const NOT_OWNER: u32 = 0o077;
/// Where Linux keeps an access control list. With one, the group's bits are the limit of what it grants.
const ACCESS_LIST: &str = "system.posix_acl_access";

/// Creates a folder and those above it that are missing, for the owner alone. One that exists stays as it is.
///
/// # Errors
/// When the system refuses.
pub(crate) fn create_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER)
        .create(folder)?;
    // A umask takes bits away, also the owner's.
    std::fs::set_permissions(folder, Permissions::from_mode(FOLDER))
}

/// Creates an empty file for the owner alone, unless there is one.
///
/// # Errors
/// When the system refuses.
pub(crate) fn create_file(file: &Path) -> Result<()> {
    match create_new(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Writes a file for the owner alone. Under its name it is there as a whole or not at all, also after a power cut.
///
/// # Errors
/// When the system refuses; then nothing is left.
pub(crate) fn write(file: &Path, content: &[u8]) -> Result<()> {
    let unfinished = file.with_extension("tmp");
    let written = create_new(&unfinished).and_then(|mut created| {
        created.write_all(content)?;
        created.sync_all()?;
        std::fs::rename(&unfinished, file)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

fn create_new(file: &Path) -> Result<File> {
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(FILE)
        .open(file)?;
    created.set_permissions(Permissions::from_mode(FILE))?;
    Ok(created)
}

/// Takes a file or folder that others may read from them, and logs that. One that is not there is left out.
pub(crate) fn tighten(path: &Path) {
    match lax_mode(path) {
        Ok(None) => {}
        Ok(Some((before, mode))) => {
            let before = format!("{before:04o}");
            match std::fs::set_permissions(path, Permissions::from_mode(mode)) {
                Ok(()) => tracing::warn!(
                    path = %path.display(), before, now = format!("{mode:04o}"),
                    "others could read it; now only the server's user can"
                ),
                Err(error) => tracing::warn!(
                    %error, path = %path.display(), before,
                    "others can read it, and its mode cannot be changed: its owner has to"
                ),
            }
        }
        Err(error) => tracing::warn!(%error, path = %path.display(), "cannot tell who can read it"),
    }
}

/// Says that others can look into a folder that is not the server's alone to change.
pub(crate) fn warn_if_lax(folder: &Path) {
    if let Ok(Some((before, _))) = lax_mode(folder) {
        tracing::warn!(
            path = %folder.display(), mode = format!("{before:04o}"),
            "others can look into the folder of the data, which holds other files too; give the data a folder of its own with mode 0700"
        );
    }
}

/// The mode of what others may use, and the one that it should have.
fn lax_mode(path: &Path) -> Result<Option<(u32, u32)>> {
    let mode = match std::fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode() & 0o7777,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let excess = if has_access_list(path) {
        OTHERS
    } else {
        NOT_OWNER
    };
    Ok((mode & excess != 0).then_some((mode, mode & !excess)))
}

fn has_access_list(path: &Path) -> bool {
    let mut list = [0_u8; 1];
    let found = rustix::fs::getxattr(path, ACCESS_LIST, &mut list[..]);
    // Any list is longer than a byte.
    found == Err(rustix::io::Errno::RANGE)
}
