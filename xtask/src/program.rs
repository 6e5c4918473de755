//! Running other programs: waiting for them, reading them, or becoming them.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};

/// The cargo that runs us, in a clean environment.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clean(&mut command);
    command
}

/// Takes out what cargo says about this package: build scripts that watch those variables would run again,
/// and whole trees be rebuilt, each time one changes between `cargo xtask` and plain `cargo`.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
}

/// Runs to the end, sharing our terminal.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let name = name(&command);
    let status = command
        .status()
        .map_err(|error| Failure::new(format!("{name}: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::of_program(&name, status))
    }
}

/// Runs to the end and returns what it printed.
pub(crate) fn read(mut command: Command) -> Result<String> {
    let name = name(&command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("{name}: {error}")))?;
    if !output.status.success() {
        return Err(Failure::of_program(&name, output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| Failure::new(format!("{name}: {error}")))
}

/// Replaces this process, so that signals and the status are the program's own. Returns only to fail.
pub(crate) fn become_it(mut command: Command) -> Result<()> {
    let error = command.exec();
    Err(Failure::new(format!("{}: {error}", name(&command))))
}

/// Whether a program is there at all.
pub(crate) fn exists(name: &str) -> bool {
    let mut command = Command::new(name);
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn name(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or_default();
    let first = command
        .get_args()
        .next()
        .map(|argument| argument.to_string_lossy());
    [program, first.as_deref().unwrap_or_default()]
        .join(" ")
        .trim_end()
        .to_owned()
}
