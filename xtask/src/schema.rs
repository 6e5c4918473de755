//! schema.graphql: printed by the server, committed, and checked to be current.

use std::fs;

use crate::failure::{Failure, Result};
use crate::{program, server};

const FILE: &str = "schema.graphql";

pub(crate) fn run(check: bool) -> Result<()> {
    let mut server = server::built()?;
    server.arg("schema");
    let printed = program::read(server)?;
    let written = fs::read_to_string(FILE).unwrap_or_default();
    if printed == written {
        return Ok(());
    }
    if check {
        return Err(Failure::new(format!(
            "{FILE} is not current: run `cargo xtask schema`"
        )));
    }
    fs::write(FILE, printed).map_err(Failure::from)
}
