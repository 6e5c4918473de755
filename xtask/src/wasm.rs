//! The rules in the browser: shared-wasm compiled, bound, shrunk and weighed.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Result};
use crate::{program, web};

/// Inside the target folder.
const COMPILED: &str = "wasm32-unknown-unknown/wasm/shared_wasm.wasm";
/// What wasm-bindgen makes of it.
const BOUND: &str = "shared-wasm/package/built";
/// What is bundled.
const FOLDER: &str = "shared-wasm/package";
const PACKAGE: &str = "shared-wasm/package/dist";
/// Written last by a build.
const ENTRY: &str = "shared-wasm/package/dist/index.js";
const SOURCES: &[&str] = &[
    "shared-wasm/src",
    "shared-wasm/package/src",
    "shared-wasm/package/rolldown.config.js",
    "shared-wasm/package/index.d.ts",
    "shared-wasm/package/async.d.ts",
    "shared-wasm/package/proof-of-work.d.ts",
    "web/proof_of_work",
    "shared-wasm/Cargo.toml",
    "xtask/src/wasm.rs",
    "xtask/wasm/src",
    "xtask/wasm/Cargo.toml",
    "server/src/error/sentences.rs",
    "web/package-lock.json",
    "Cargo.toml",
    "Cargo.lock",
];
/// The types of each entry, and those of its CommonJS version.
const TYPES: &[(&str, &str)] = &[
    ("index.d.ts", "index.d.cts"),
    ("async.d.ts", "async.d.cts"),
    ("proof-of-work.d.ts", "proof_of_work.d.cts"),
];
/// What judges input: the WASM as base64, its bindings and what one calls.
const WEIGHED: &[&str] = &["index.js"];
/// What is only data: codes, sentences and limits.
const DATA: &[&str] = &["data.js"];
/// What is loaded only when the server asks for it.
const ON_DEMAND: &[&str] = &["proof_of_work.js"];
const BUDGET: u64 = 9_000;
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the npm package in shared-wasm/package, and fails if it is too large.
pub(crate) fn build() -> Result<()> {
    web::install()?;
    compile()?;
    // Nothing of an earlier build stays: the server serves all that lies there.
    if Path::new(PACKAGE).exists() {
        fs::remove_dir_all(PACKAGE)?;
    }
    fs::create_dir_all(PACKAGE)?;
    bind()?;
    shrink()?;
    bundle()?;
    copy_types()?;
    weigh()
}

/// Builds if a source is newer than the package.
pub(crate) fn build_if_stale() -> Result<()> {
    if is_stale() { build() } else { Ok(()) }
}

/// Whether a source is newer than the package, or there is none.
pub(crate) fn is_stale() -> bool {
    let sources = SOURCES
        .iter()
        .filter_map(|path| web::newest(Path::new(path)));
    web::changed_at(Path::new(ENTRY)).is_none_or(|built| sources.max() > Some(built))
}

fn compile() -> Result<()> {
    add_target();
    let mut command = program::cargo();
    command
        .args(["rustc", "--package", "shared-wasm", "--lib"])
        .args(["--crate-type", "cdylib", "--target", TARGET])
        .args(["--profile", "wasm"]);
    program::run(command)
}

/// Where rustup manages the compiler it can add the browser; elsewhere the compiler says what it lacks.
fn add_target() {
    if program::exists("rustup") {
        let mut command = Command::new("rustup");
        command.args(["--quiet", "target", "add", TARGET]);
        // Without a network it is there already, or the compiler will say so better.
        let _ = program::run(command);
    }
}

fn bind() -> Result<()> {
    // This program is in `debug` of the target folder, wherever CARGO_TARGET_DIR puts that.
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
    let mut command = program::cargo();
    command
        .args(["run", "--quiet", "--package", "xtask-wasm", "--"])
        .arg(target.join(COMPILED))
        .arg(BOUND);
    program::run(command)
}

fn shrink() -> Result<()> {
    let mut command = Command::new("node");
    command
        .arg("web/node_modules/binaryen/bin/wasm-opt")
        .args(["--enable-bulk-memory", "--enable-bulk-memory-opt"])
        .args(["--enable-sign-ext", "--enable-nontrapping-float-to-int"])
        .args(["--enable-mutable-globals"])
        .args(["--gufa-optimizing", "-O3", "--converge"])
        .args([
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .arg(format!("{BOUND}/rules_bg.wasm"))
        .args(["--output", &format!("{BOUND}/rules_small.wasm")]);
    program::run(command)
}

/// As ECMAScript modules and as CommonJS, which Jest and older Node programs load.
fn bundle() -> Result<()> {
    let mut command = Command::new("node");
    command
        .arg("../../web/node_modules/rolldown/bin/cli.mjs")
        .args(["--config", "rolldown.config.js"])
        .current_dir(FOLDER);
    program::run(command)
}

/// TypeScript takes the types of a package as those of ECMAScript modules, unless they have their own file.
fn copy_types() -> Result<()> {
    for (types, copy) in TYPES {
        let types = fs::read_to_string(format!("{FOLDER}/{types}"))?;
        let types = types.replace("./index.js", "./index.cjs");
        fs::write(format!("{PACKAGE}/{copy}"), types)?;
    }
    Ok(())
}

fn weigh() -> Result<()> {
    let total = weigh_all(WEIGHED)?;
    println!("{total:>6} bytes together, of {BUDGET}; and data:");
    weigh_all(DATA)?;
    weigh_all(ON_DEMAND)?;
    if total > BUDGET {
        // Else it would count as built the next time.
        fs::remove_file(ENTRY)?;
        return Err(Failure::new("the rules are too large for the browser"));
    }
    Ok(())
}

fn weigh_all(files: &[&str]) -> Result<u64> {
    let mut total = 0;
    for file in files {
        let size = compressed(&format!("{PACKAGE}/{file}"))?;
        println!("{size:>6} bytes, compressed: {file}");
        total += size;
    }
    Ok(total)
}

fn compressed(file: &str) -> Result<u64> {
    let mut command = Command::new("node");
    command
        .arg("--print")
        .arg("zlib.gzipSync(fs.readFileSync(process.argv[1]), { level: 9 }).length")
        .arg(file);
    let size = program::read(command)?;
    size.trim()
        .parse()
        .map_err(|_| Failure::new(format!("{file}: no size: {size}")))
}
