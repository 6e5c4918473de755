//! `cargo xtask`: everything one does with this repository, in one command line and without further tools.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks"
)]

mod browser;
mod ci;
mod config;
mod debian;
mod deny;
mod failure;
mod passwords;
mod postgres;
mod program;
mod python;
mod schema;
mod server;
mod test;
mod tidy;
mod wasm;
mod web;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use failure::{Failure, Result};

const USAGE: &str = "\
Usage: cargo xtask <command>

  run [-- <arguments of serve>]     build the playground and the server, and serve
  test [-- <arguments of a test>]   run all tests, on SQLite and PostgreSQL
  bundlers                          test the npm package with more bundlers and frameworks
  ci                                all checks: formatting, lints, dependencies and tests
  tidy [--imports]                  the rules that no compiler checks, and who imports whom
  wasm                              build the rules for the browser, and check their size
  web                               build the browser pages, with the rules
  schema [--check]                  write schema.graphql from the server
  config [--check]                  write the table of settings in docs/settings.md
  passwords [--check]               write the filter of known passwords, from a list that it downloads
  bench [-- <scenario>]             measure, optimized: a table of goals, or one scenario";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    // What follows `--` is for another program.
    let rest = match rest.as_slice() {
        [dashes, rest @ ..] if dashes == "--" => rest,
        rest => rest,
    };
    let done = enter_repository().and_then(|()| run(&command, rest));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            failure.code()
        }
    }
}

fn run(command: &str, arguments: &[String]) -> Result<()> {
    match command {
        "run" => server::serve(arguments),
        "test" => test::run(arguments),
        "bundlers" => browser::test_bundlers(),
        "ci" => ci::run(),
        "tidy" => tidy::run(has_flag(arguments, "--imports")?),
        "wasm" => wasm::build(),
        "web" => web::build(),
        "schema" => schema::run(has_flag(arguments, "--check")?),
        "config" => config::run(has_flag(arguments, "--check")?),
        "passwords" => passwords::run(has_flag(arguments, "--check")?),
        "bench" => bench(arguments),
        _ => Err(Failure::new(USAGE)),
    }
}

/// All paths in this tool are relative to the repository.
fn enter_repository() -> Result<()> {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    env::set_current_dir(package.parent().unwrap_or(Path::new("."))).map_err(Failure::from)
}

fn has_flag(arguments: &[String], flag: &str) -> Result<bool> {
    match arguments {
        [] => Ok(false),
        [given] if given == flag => Ok(true),
        _ => Err(Failure::new(USAGE)),
    }
}

/// Builds the server and the benchmarks with optimization, and runs a scenario: `all` unless another one is named.
fn bench(arguments: &[String]) -> Result<()> {
    web::build_if_possible()?;
    let mut build = program::cargo();
    build.args([
        "build",
        "--release",
        "--package",
        "bruinbridge",
        "--package",
        "bench",
    ]);
    program::run(build)?;
    let mut command = program::cargo();
    command.args(["run", "--release", "--package", "bench", "--"]);
    match arguments {
        [] => command.arg("all"),
        arguments => command.args(arguments),
    };
    program::become_it(command)
}
