//! Finding PostgreSQL's programs for the tests, and installing them where that is ours to do.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::debian;
use crate::failure::{Failure, Result};

const OLDEST: u32 = 15;
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// The folder with `initdb` and `pg_ctl`, of the newest version found.
pub(crate) fn programs() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    if debian::can_install() {
        eprintln!("xtask: installing PostgreSQL for the tests");
        debian::install("postgresql")?;
    }
    find().ok_or_else(|| {
        Failure::new(format!(
            "PostgreSQL {OLDEST} or newer is needed: `apt-get install postgresql`, or name the folder of initdb in POSTGRES_BIN"
        ))
    })
}

fn find() -> Option<PathBuf> {
    let named = env::var_os("POSTGRES_BIN").map(PathBuf::from);
    let debian = fs::read_dir(DEBIAN_FOLDER).into_iter().flatten().flatten();
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<_> = debian
        .map(|version| version.path().join("bin"))
        .chain(env::split_paths(&path))
        .filter(|folder| folder.join("pg_ctl").is_file())
        .filter_map(|folder| Some((version(&folder)?, folder)))
        .filter(|(version, _)| *version >= OLDEST)
        .collect();
    found.sort();
    named
        .filter(|folder| version(folder).is_some())
        .or_else(|| found.pop().map(|(_, folder)| folder))
}

fn version(folder: &Path) -> Option<u32> {
    let output = Command::new(folder.join("initdb"))
        .arg("--version")
        .output()
        .ok()?;
    major(&String::from_utf8(output.stdout).ok()?)
}

/// From `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` or `initdb (PostgreSQL) 18beta1`.
fn major(text: &str) -> Option<u32> {
    let number = text.split_whitespace().nth(2)?;
    number
        .split(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_initdb_says() {
        assert_eq!(
            major("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major("initdb (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major(""), None);
    }
}
