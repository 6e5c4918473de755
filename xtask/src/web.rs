//! The browser pages: built by Node from web/ into web/dist, which the server embeds.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::failure::{Failure, Result};
use crate::{program, wasm};

const FOLDER: &str = "web";
const BUILT: &str = "web/dist";
/// Written last by a build.
const PAGE: &str = "web/dist/index.html";
/// Not sources, though they lie among them.
const NOT_SOURCES: &[&str] = &["artifacts", "dist", "node_modules", "tests"];
/// What the pages are made of.
const SOURCES: &[&str] = &[FOLDER, "schema.graphql", "shared-wasm/package/dist"];
const NODE_IS_MISSING: &str =
    "Node 20.19 or newer with npm is needed to build the browser pages: see https://nodejs.org";

/// Builds the rules if they are not current, and the pages with them.
pub(crate) fn build() -> Result<()> {
    wasm::build_if_stale()?;
    install()?;
    npm(&["run", "build"])
}

/// Checks the sources with Biome, as biome.jsonc says.
pub(crate) fn lint() -> Result<()> {
    install()?;
    npm(&["run", "--silent", "lint"])
}

/// Installs the packages of the lock file if they are not there.
pub(crate) fn install() -> Result<()> {
    if !program::exists("npm") {
        return Err(Failure::new(NODE_IS_MISSING));
    }
    if is_installed() {
        return Ok(());
    }
    npm(&["ci"])
}

/// Builds if a source is newer than the built page.
pub(crate) fn build_if_stale() -> Result<()> {
    if is_stale() { build() } else { Ok(()) }
}

/// Like `build_if_stale`, but goes on without what cannot be built: the API needs no pages.
pub(crate) fn build_if_possible() -> Result<()> {
    if let Err(failure) = build_if_stale() {
        eprintln!("xtask: going on without current pages: {failure}");
    }
    // The server does not compile without the folder.
    fs::create_dir_all(BUILT).map_err(Failure::from)
}

fn npm(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(FOLDER);
    program::run(command)
}

fn is_installed() -> bool {
    let installed = changed_at(Path::new("web/node_modules/.package-lock.json"));
    installed.is_some() && installed >= changed_at(Path::new("web/package-lock.json"))
}

fn is_stale() -> bool {
    let newest = SOURCES.iter().filter_map(|path| newest(Path::new(path)));
    wasm::is_stale() || changed_at(Path::new(PAGE)).is_none_or(|built| newest.max() > Some(built))
}

/// When a file changed, or the newest one below a folder.
pub(crate) fn newest(folder: &Path) -> Option<SystemTime> {
    if folder.is_file() {
        return changed_at(folder);
    }
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| !NOT_SOURCES.iter().any(|name| entry.file_name() == *name))
        .filter_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                newest(&path)
            } else {
                changed_at(&path)
            }
        })
        .max()
}

pub(crate) fn changed_at(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}
