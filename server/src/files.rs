//! Files and folders that only the server's user may read, whatever the umask: the database and emails contain what
//! users wrote, and links with tokens.
//!
//! Another program that needs access, such as a backup, can run as the same user or be named in an access control list,
//! which the server does not change.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Result, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use uuid::Uuid;

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;
/// The permission bits of users who are neither the owner nor in the group.
const OTHERS: u32 = 0o007;
/// The permission bits of all users but the owner.
const NOT_OWNER: u32 = 0o077;
/// The extended attribute in which Linux stores an access control list. If there is one, the group bits are the mask of
/// what it grants.
const ACCESS_LIST: &str = "system.posix_acl_access";

/// Creates a folder and its missing parents, for the owner only. Does not change an existing folder.
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
    // The umask removes bits, including the owner's.
    std::fs::set_permissions(folder, Permissions::from_mode(FOLDER))
}

/// Creates an empty file for the owner only, unless it exists.
///
/// # Errors
/// When the system refuses.
pub(crate) fn create_file(file: &Path) -> Result<()> {
    match create_new(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Checks that files can be created in a folder, by creating one and removing it.
///
/// # Errors
/// When the system refuses.
pub(crate) fn check_writable(folder: &Path) -> Result<()> {
    let probe = folder.join(format!(".{}.probe", Uuid::new_v4()));
    create_new(&probe)?;
    std::fs::remove_file(&probe)
}

/// Writes a file for the owner only, atomically: it exists completely or not at all, even after a power failure.
///
/// # Errors
/// When the system refuses. No file is left then.
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

/// Removes the access of other users to a file or folder, and logs that. Ignores a missing one.
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
                    "others can read it, and the server cannot change its mode: its owner must do it"
                ),
            }
        }
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "cannot check who can read it")
        }
    }
}

/// Logs a warning if others can read a folder whose mode the server must not change, because it is shared.
pub(crate) fn warn_if_lax(folder: &Path) {
    if let Ok(Some((before, _))) = lax_mode(folder) {
        tracing::warn!(
            path = %folder.display(), mode = format!("{before:04o}"),
            "others can look into the folder of the data, which holds other files too; move the data to its own folder with mode 0700"
        );
    }
}

/// Returns the mode of a path that others can access, and the mode that it should have.
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
