//! Makes what `@bruinbridge/validation` has from Rust: bindings of the WASM, sentences and limits.
//!
//! A program of its own because the library behind it is heavy, and `cargo xtask` starts often.

mod codes;
mod limits;
// The server's own list, so that a form says what the server would.
#[path = "../../../server/src/sentences.rs"]
mod sentences;

use std::{env, error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

/// The server's list, as text of its own file.
const COMMON_PASSWORDS: &str = include_str!("../../../shared-wasm/src/common_passwords.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [wasm, bindings, package] = arguments.as_slice() else {
        return Err("usage: xtask-wasm <compiled .wasm> <folder for bindings> <package>".into());
    };
    Bindgen::new()
        .input_path(wasm)
        .out_name("rules")
        .bundler(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(bindings)?;
    let package = Path::new(package);
    let common = serde_json::to_string(COMMON_PASSWORDS.trim_end())?;
    fs::write(package.join("codes.js"), codes::module())?;
    fs::write(package.join("limits.js"), limits::module())?;
    fs::write(
        package.join("common.js"),
        format!("export default {common};\n"),
    )?;
    Ok(())
}
