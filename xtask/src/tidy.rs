//! The rules that no compiler checks: who may name whom, how a file begins and ends, what is generated.

mod code;
mod files;
mod imports;
mod paths;

use std::{fmt, fs, process::Command};

use crate::{
    config,
    failure::{Failure, Result},
    program, schema,
};

/// One breach of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

pub(crate) fn run() -> Result<()> {
    let mut findings = files::unused_allowances();
    for path in sources()? {
        let text =
            fs::read_to_string(&path).map_err(|error| Failure::new(format!("{path}: {error}")))?;
        findings.extend(files::check(&path, &text));
        findings.extend(imports::check(&path, &text));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        return Err(Failure::new(format!("tidy found {}", findings.len())));
    }
    config::run(true)?;
    schema::run(true)
}

/// The Rust and TypeScript files of the repository, new ones included, ignored and deleted ones not.
fn sources() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    // A clone that belongs to another user, as in a container, may be read too.
    git.args(["-c", "safe.directory=*", "ls-files", "--deduplicate"])
        .args(["--cached", "--others", "--exclude-standard"]);
    let listed = program::read(git)?;
    let is_source = |path: &&str| files::is_rust(path) || files::is_typescript(path);
    let exists = |path: &&str| fs::exists(path).unwrap_or(true);
    Ok(listed
        .lines()
        .filter(is_source)
        .filter(exists)
        .map(str::to_owned)
        .collect())
}
