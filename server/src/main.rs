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
    // The server creates its files with explicit modes (`files.rs`). The umask is for files that libraries create.
    umask(Mode::RWXG | Mode::RWXO);
    match cli::run(cli::Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}
