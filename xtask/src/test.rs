//! All tests, with what they need in place: the playground to serve and PostgreSQL to start.

use crate::{failure::Result, postgres, program, web};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    web::build_if_stale()?;
    let mut tests = program::cargo();
    tests
        .args(["test", "--workspace", "--"])
        .args(arguments)
        .env("POSTGRES_BIN", postgres::programs()?);
    program::run(tests)
}
