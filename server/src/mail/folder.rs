//! A folder of emails, one .eml file each, which only the server's user may read: they contain links that set
//! passwords.

use crate::files;
use crate::ids::EmailId;
use std::ffi::OsStr;
use std::io::Result;
use std::path::{Path, PathBuf};

/// A folder that emails are written to.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Creates the folder if it is missing, and makes its contents private.
    ///
    /// # Errors
    /// When the folder cannot be created or read, or no file can be written in it.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        files::create_folder(folder)?;
        files::check_writable(folder)?;
        let mut is_ours_alone = true;
        for entry in std::fs::read_dir(folder)? {
            let file = entry?.path();
            if is_email(&file) {
                files::tighten(&file);
            } else {
                is_ours_alone = false;
            }
        }
        if is_ours_alone {
            files::tighten(folder);
        } else {
            files::warn_if_lax(folder);
        }
        Ok(Self(folder.to_owned()))
    }

    /// Writes an email to a file of its own, named after its id: sorted by name, the latest is the last. One that is sent
    /// again replaces its earlier copy.
    ///
    /// # Errors
    /// When the system reports an error.
    pub(super) async fn write(&self, id: EmailId, email: Vec<u8>) -> Result<()> {
        let file = self.0.join(format!("{id}.eml"));
        let written = tokio::task::spawn_blocking(move || files::write(&file, &email)).await;
        written.map_err(std::io::Error::other)?
    }
}

/// Whether a file is an email, complete or interrupted while it was written.
fn is_email(file: &Path) -> bool {
    let extension = file.extension().and_then(OsStr::to_str);
    matches!(extension, Some("eml" | "tmp"))
}
