//! The command line: serve, migrate, purge, schema, admin.

mod cli;

use clap::Parser;
use rustix::fs::Mode;
use rustix::process::umask;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // Files are made with a mode of their own (`files.rs`); this is for those that libraries make.
    umask(Mode::RWXG | Mode::RWXO);
    match cli::run(cli::Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}
