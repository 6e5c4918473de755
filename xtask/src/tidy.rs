//! The rules that no compiler checks: who may import whom, which words we use, how a file begins and ends,
//! how imports are written, where links lead, what is generated.

mod cycles;
mod dialect;
mod files;
mod graph;
mod import_style;
mod layers;
mod links;
mod modules;
mod outside;
mod parts;
mod paths;
mod table;
mod tokens;
mod words;

use std::collections::BTreeSet;
use std::process::Command;
use std::{fmt, fs};

use crate::failure::{Failure, Result};
use crate::{config, passwords, program, schema};
use graph::Graph;
use layers::Layers;
use links::Page;
use modules::Source;
use table::Row;
use words::Words;

/// One breach of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    rule: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            rule: rule.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// Checks everything. With `list_imports`, first prints who imports whom.
pub(crate) fn run(list_imports: bool) -> Result<()> {
    let paths = paths_of_repository()?;
    let mut findings = check_crates(&paths, list_imports)?;
    findings.extend(check_files(&paths)?);
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        return Err(Failure::new(format!("tidy found {}", findings.len())));
    }
    passwords::run(true)?;
    config::run(true)?;
    schema::run(true)
}

/// What is checked in all files, in whatever language.
fn check_files(paths: &[String]) -> Result<Vec<Finding>> {
    let mut words = Words::new(dialect::read()?);
    let mut findings = files::unused_allowances();
    let mut pages = Vec::new();
    for path in paths.iter().filter(|path| words::is_read_by_people(path)) {
        let text = read(path)?;
        if files::is_rust(path) || files::is_typescript(path) {
            findings.extend(files::check(path, &text));
        }
        if files::is_rust(path) {
            findings.extend(import_style::check(path, &text));
        }
        if links::is_markdown(path) {
            pages.push(Page::new(path, &text));
        }
        findings.extend(words.check(path, &text));
    }
    findings.extend(links::check(&pages, paths));
    findings.extend(words.unused_allowances());
    Ok(findings)
}

/// What the crates in the table of layers import.
fn check_crates(paths: &[String], list_imports: bool) -> Result<Vec<Finding>> {
    let rows = table::parse(&read(table::FILE)?)?;
    let mut findings = Vec::new();
    for package in outside::packages(&rows) {
        let folder = format!("{package}/src");
        let sources = modules::read(&folder)?;
        for source in &sources {
            findings.extend(outside::check(&rows, &package, source));
        }
        findings.extend(orphans(paths, &folder, &sources));
        if package == outside::SERVER {
            findings.extend(check_layers(&rows, &sources, list_imports));
        }
    }
    Ok(findings)
}

fn check_layers(rows: &[Row], sources: &[Source], list_imports: bool) -> Vec<Finding> {
    let graph = graph::of(sources);
    if list_imports {
        print_imports(&graph);
    }
    let (layers, mut findings) = Layers::new(rows, &modules::top_level(sources));
    for source in sources {
        findings.extend(layers.check_hidden(source));
    }
    findings.extend(layers.check(&graph));
    findings.extend(cycles::check(&graph, &layers.context));
    findings
}

/// Each module with those that it imports, and in how many places.
fn print_imports(graph: &Graph) {
    for (module, imports) in graph {
        let imports = imports.iter();
        let imports = imports.map(|(imported, sites)| format!(" {imported}({})", sites.len()));
        println!("{module}:{}", imports.collect::<String>());
    }
}

/// Files below the folder of a crate that no `mod` leads to.
fn orphans(paths: &[String], folder: &str, sources: &[Source]) -> Vec<Finding> {
    let known: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let is_orphan = |path: &&String| {
        let is_inside = path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'));
        is_inside && files::is_rust(path) && !known.contains(path.as_str())
    };
    let orphans = paths.iter().filter(is_orphan);
    orphans
        .map(|path| Finding::new(path, 1, "no `mod` leads to this file: declare or delete it"))
        .collect()
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{path}: {error}")))
}

/// The files of the repository, new ones included, ignored and deleted ones not.
fn paths_of_repository() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    // A clone that belongs to another user, as in a container, may be read too.
    git.args(["-c", "safe.directory=*", "ls-files", "--deduplicate"])
        .args(["--cached", "--others", "--exclude-standard"]);
    let listed = program::read(git)?;
    let exists = |path: &&str| fs::exists(path).unwrap_or(true);
    Ok(listed.lines().filter(exists).map(str::to_owned).collect())
}
