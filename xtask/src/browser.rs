//! The tests in Node and in a headless browser, with what they need in place.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Result};
use crate::{debian, program, python, server, wasm, web};

const FOLDER: &str = "web/tests";
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// One file mostly waits for its browser, so two take hardly longer.
const FILES_AT_ONCE: &str = "2";

/// The long form of the tests of the npm package.
const ALL_BUNDLERS: &str = "tests/bundlers_all.mjs";

/// Runs the tests of the pages, of the npm package and of clients against the built server.
pub(crate) fn test() -> Result<()> {
    python::prepare()?;
    curl()?;
    let mut tests = node_tests(files()?)?;
    tests.env("BRUINBRIDGE", server::built()?.get_program());
    program::run(tests)
}

/// Runs the tests of the npm package that take long to install.
pub(crate) fn test_bundlers() -> Result<()> {
    wasm::build_if_stale()?;
    web::install()?;
    program::run(node_tests(vec![ALL_BUNDLERS.into()])?)
}

fn node_tests(files: Vec<PathBuf>) -> Result<Command> {
    let mut tests = Command::new("node");
    tests
        .args([
            "--test",
            "--test-reporter",
            "spec",
            "--test-concurrency",
            FILES_AT_ONCE,
        ])
        .args(files)
        .current_dir("web")
        .env("CHROMIUM", chromium()?);
    Ok(tests)
}

/// Named one by one: a folder or a pattern means something in some versions of Node only.
fn files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(FOLDER)? {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".test.mjs") {
            files.push(Path::new("tests").join(name));
        }
    }
    files.sort();
    Ok(files)
}

/// The examples for the command line use curl.
fn curl() -> Result<()> {
    if !program::exists("curl") && debian::can_install() {
        eprintln!("xtask: installing curl for the tests");
        debian::install("curl")?;
    }
    match program::exists("curl") {
        true => Ok(()),
        false => Err(Failure::new(
            "curl is needed for the tests of the examples: `apt-get install curl`",
        )),
    }
}

fn chromium() -> Result<OsString> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if debian::can_install() {
        eprintln!("xtask: installing Chromium for the tests");
        debian::install("chromium")?;
    }
    find().ok_or_else(|| {
        Failure::new(
            "Chromium is needed for the tests of the pages: `apt-get install chromium`, or name the program in CHROMIUM",
        )
    })
}

fn find() -> Option<OsString> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    let places = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places
        .map(|place| place.into_os_string())
        .find(|place| Path::new(place).is_file())
}
