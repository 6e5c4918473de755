//! Makes sure that the folder of the pages exists, and that the server is built anew when they are.

use std::{fs, io};

fn main() -> io::Result<()> {
    // An absent folder would be watched in vain: cargo takes it for changed, at every build.
    fs::create_dir_all("../web/dist")?;
    println!("cargo::rerun-if-changed=../web/dist");
    Ok(())
}
