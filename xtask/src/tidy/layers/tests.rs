//! Plants imports that the table allows or refuses, and tables that are wrong.

use super::super::{graph, table};
use super::*;

const TABLE: &str = "\
    | layer | modules | may import | must not name |\n\
    |---|---|---|---|\n\
    | context | `app` | everything | |\n\
    | base | `ids`, `clock` | nothing | |\n\
    | data | `db` | base | |\n\
    | data | `log` | `ids`, data | |\n\
    | top | `http`, `cli` | all above, `http` | |\n";
const MODULES: &[&str] = &["app", "cli", "clock", "db", "http", "ids", "log"];

fn layers(table: &str, modules: &[&str]) -> (Layers, Vec<String>) {
    let modules = modules.iter().map(|module| (*module).to_owned());
    let (layers, faults) = Layers::new(&table::parse(table).unwrap(), &modules.collect());
    (layers, faults.iter().map(Finding::to_string).collect())
}

/// What is found in a file of `module` with this code.
fn check(module: &str, code: &str) -> Vec<String> {
    let (layers, faults) = layers(TABLE, MODULES);
    assert_eq!(faults, [""; 0]);
    let source = Source::of_text("a.rs", module, code);
    let mut findings = layers.check_hidden(&source);
    findings.extend(layers.check(&graph::of(&[source])));
    findings.iter().map(Finding::to_string).collect()
}

#[test]
fn what_the_table_allows_is_allowed() {
    let allowed = [
        ("db", "use crate::{app::App, clock, ids};"),
        ("log", "use crate::{db, ids};"),
        ("http", "use crate::{clock, db, ids, log};"),
        ("cli", "use bruinbridge::{http, log};"),
        ("app", "use crate::{db, http}; use super::cli;"),
        (
            "db::users",
            "use super::super::db; use super::page; mod tests { use super::*; }",
        ),
    ];
    for (module, code) in allowed {
        assert_eq!(check(module, code), [""; 0], "{module}: {code}");
    }
}

#[test]
fn what_the_table_does_not_allow_is_found() {
    let refused = [
        (
            "db",
            "use crate::log::Log;",
            "crate::log::Log: db must not import log (ARCHITECTURE.md:5)",
        ),
        (
            "db",
            "fn a() { crate::http::b(); }",
            "crate::http::b: db must not import http",
        ),
        (
            "db::users",
            "use super::super::log;",
            "crate::log: db must not import log",
        ),
        (
            "log",
            "use crate::clock::Clock;",
            "crate::clock::Clock: log must not import clock",
        ),
        (
            "ids",
            "use crate::clock::Clock;",
            "crate::clock::Clock: ids must not import clock",
        ),
        (
            "http",
            "use crate::cli;",
            "crate::cli: http must not import cli",
        ),
        (
            "db",
            "use crate::Thing;",
            "crate::Thing: crate::Thing is no module of the table",
        ),
        ("db", "use crate::*;", "a `use` of the whole crate hides"),
        (
            "app",
            "pub use crate::db;",
            "the context must not re-export",
        ),
    ];
    for (module, code, rule) in refused {
        let found = check(module, code);
        assert_eq!(found.len(), 1, "{module}: {code}");
        assert!(
            found[0].starts_with(&format!("a.rs:1: {rule}")),
            "{}",
            found[0]
        );
    }
}

#[test]
fn one_line_is_reported_once() {
    assert_eq!(check("db", "use crate::log::{Log, Tail};").len(), 1);
}

#[test]
fn the_table_lists_the_modules_that_exist() {
    let (_, faults) = layers(TABLE, &[&["media"], MODULES].concat());
    assert_eq!(
        faults,
        ["ARCHITECTURE.md:3: the table lacks the module media of server/src: give it a row"]
    );
    let (_, faults) = layers(TABLE, &["app", "clock", "db", "http", "ids", "log"]);
    assert_eq!(
        faults,
        ["ARCHITECTURE.md:7: server/src has no module cli: delete it here"]
    );
}

#[test]
fn the_table_agrees_with_itself() {
    let with = |row: &str| layers(&format!("{TABLE}{row}\n"), MODULES).1;
    assert_eq!(
        with("| more | `db` | nothing | |"),
        ["ARCHITECTURE.md:8: db is in line 5 already"]
    );
    let (_, faults) = layers(
        &TABLE.replace("| base | |", "| base, top, `http` | |"),
        MODULES,
    );
    assert_eq!(
        faults,
        [
            "ARCHITECTURE.md:5: nothing above this row is top: a module imports only from above",
            "ARCHITECTURE.md:5: nothing above this row is `http`: a module imports only from above",
        ]
    );
    let (_, faults) = layers(&TABLE.replace("nothing", "everything"), MODULES);
    assert_eq!(
        faults,
        ["ARCHITECTURE.md:4: only one module may import everything"]
    );
}
