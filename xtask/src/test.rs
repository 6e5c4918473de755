//! All tests, with what they need in place: the pages to serve, PostgreSQL to start, a browser to look.

use crate::failure::Result;
use crate::{browser, postgres, program, wasm, web};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    wasm::build_if_stale()?;
    web::build_if_stale()?;
    let mut tests = program::cargo();
    tests
        .args(["test", "--workspace", "--"])
        .args(arguments)
        .env("POSTGRES_BIN", postgres::programs()?);
    program::run(tests)?;
    // Whoever names a test means one of Rust's.
    if arguments.is_empty() {
        browser::test()?;
    }
    Ok(())
}
