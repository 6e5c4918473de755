//! Makes sure that the folder of the built pages exists, and that Cargo rebuilds the server when they change.

use std::{fs, io};

fn main() -> io::Result<()> {
    // Cargo treats a missing folder as changed at every build.
    fs::create_dir_all("../web/dist")?;
    println!("cargo::rerun-if-changed=../web/dist");
    Ok(())
}
