//! Makes what `@bruinbridge/validation` has from Rust: bindings of the WASM, sentences and limits.
//!
//! A program of its own because the library behind it is heavy, and `cargo xtask` starts often.

mod data;
mod limits;
// The server's own list, so that a form says what the server would.
#[path = "../../../server/src/error/sentences.rs"]
mod sentences;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [wasm, folder] = arguments.as_slice() else {
        return Err("usage: xtask-wasm <compiled .wasm> <folder>".into());
    };
    fs::create_dir_all(folder)?;
    let folder = Path::new(folder);
    let plain = folder.join("rules.wasm");
    fs::write(&plain, without_features(fs::read(wasm)?))?;
    Bindgen::new()
        .input_path(&plain)
        .out_name("rules")
        .bundler(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    fs::write(folder.join("data.js"), data::module())?;
    Ok(())
}

/// The module with two marks of what it may use taken back: nothing in it does, and wasm-bindgen would return
/// pairs, which cost V8 half a microsecond a call, and keep a table of objects.
fn without_features(mut wasm: Vec<u8>) -> Vec<u8> {
    for feature in ["multivalue", "reference-types"] {
        // A mark is "+" or "-", the name's length and the name.
        let mark: Vec<u8> = [b'+', u8::try_from(feature.len()).unwrap_or_default()]
            .into_iter()
            .chain(feature.bytes())
            .collect();
        let at = wasm.windows(mark.len()).position(|window| window == mark);
        if let Some(byte) = at.and_then(|at| wasm.get_mut(at)) {
            *byte = b'-';
        }
    }
    wasm
}
