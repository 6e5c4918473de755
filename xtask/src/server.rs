//! Building the server and running it.

use std::env;
use std::process::Command;

use crate::failure::Result;
use crate::{program, web};

/// Serves until the server ends; ctrl-c reaches the server itself, and its status is ours.
pub(crate) fn serve(arguments: &[String]) -> Result<()> {
    web::build_if_possible()?;
    let mut server = built()?;
    server.arg("serve").args(arguments);
    program::become_it(server)
}

/// The server, freshly built, ready to take a command.
///
/// `--workspace` gives the dependencies the same features as the tests give them, so that the two share one
/// build. The result lies beside this program.
pub(crate) fn built() -> Result<Command> {
    let mut build = program::cargo();
    build.args(["build", "--workspace", "--bin", "bruinbridge"]);
    program::run(build)?;
    let mut server = Command::new(env::current_exe()?.with_file_name("bruinbridge"));
    program::clean(&mut server);
    Ok(server)
}
