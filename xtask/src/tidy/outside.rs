//! Crates that a module or a package must not name, as the last column of the table of layers says.

use super::Finding;
use super::modules::Source;
use super::table::{FILE, Members, Row};

/// The package whose modules the table lists.
pub(super) const SERVER: &str = "server";

/// The folders of the packages that the table is about.
pub(super) fn packages(rows: &[Row]) -> Vec<String> {
    let others = rows.iter().filter_map(|row| match &row.members {
        Members::Packages(packages) => Some(packages.clone()),
        _ => None,
    });
    [SERVER.to_owned()]
        .into_iter()
        .chain(others.flatten())
        .collect()
}

/// Names in a file of `package` that a row refuses.
pub(super) fn check(rows: &[Row], package: &str, source: &Source) -> Vec<Finding> {
    let rows = rows
        .iter()
        .filter(|row| row.members.include(package, source));
    let refused: Vec<(usize, &String)> = rows
        .flat_map(|row| row.must_not_name.iter().map(|name| (row.line, name)))
        .collect();
    let mut findings: Vec<Finding> = source
        .named
        .iter()
        .filter_map(|named| {
            let (line, name) = refused.iter().find(|(_, name)| named.begins_with(name))?;
            let rule = format!("this code must not name {name} ({FILE}:{line})");
            Some(Finding::new(&source.path, named.line, rule))
        })
        .collect();
    findings.dedup();
    findings
}

impl Members {
    fn include(&self, package: &str, source: &Source) -> bool {
        let module = source.module.first();
        let is_among = |modules: &[String]| module.is_some_and(|module| modules.contains(module));
        match self {
            Self::Modules(modules) => package == SERVER && is_among(modules),
            Self::AllExcept(modules) => package == SERVER && !is_among(modules),
            Self::Packages(packages) => packages.iter().any(|name| name == package),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    const TABLE: &str = "\
        | layer | modules | may import | must not name |\n\
        |---|---|---|---|\n\
        | rules | package `shared-wasm` | nothing | `bruinbridge`, `tokio` |\n\
        | server | all except `mail` | — | `lettre` |\n\
        | top | `accounts`, `db` | nothing | `axum`, `sea_orm::sqlx` |\n";

    fn check(package: &str, module: &str, code: &str) -> Vec<String> {
        let source = Source::of_text("a.rs", module, code);
        super::check(&table::parse(TABLE).unwrap(), package, &source)
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn a_refused_crate_is_found() {
        let found = |name, line| {
            [format!(
                "a.rs:1: this code must not name {name} (ARCHITECTURE.md:{line})"
            )]
        };
        assert_eq!(
            check("server", "accounts", "use axum::{Json, Router};"),
            found("axum", 5)
        );
        assert_eq!(
            check("server", "accounts::inner", "fn a() -> axum::B {}"),
            found("axum", 5)
        );
        assert_eq!(
            check("server", "db", "use axum as other;"),
            found("axum", 5)
        );
        assert_eq!(
            check("server", "db", "extern crate axum;"),
            found("axum", 5)
        );
        assert_eq!(
            check("server", "db", "#[derive(axum::A)] struct B;"),
            found("axum", 5)
        );
        assert_eq!(
            check("server", "db", "a!(sea_orm::sqlx::query());"),
            found("sea_orm::sqlx", 5)
        );
        assert_eq!(
            check("server", "http", "use lettre::Message;"),
            found("lettre", 4)
        );
        assert_eq!(
            check("shared-wasm", "text", "use tokio::task;"),
            found("tokio", 3)
        );
        assert_eq!(
            check("shared-wasm", "text", "fn a() { bruinbridge::b(); }"),
            found("bruinbridge", 3)
        );
    }

    #[test]
    fn other_modules_and_longer_names_are_not() {
        assert_eq!(check("server", "mail", "use lettre::Message;"), [""; 0]);
        assert_eq!(check("server", "http", "use axum::Router;"), [""; 0]);
        assert_eq!(check("server", "accountsx", "use axum::Router;"), [""; 0]);
        assert_eq!(
            check(
                "server",
                "db",
                "use axum_extra::a; use sea_orm::Value; use a::axum;"
            ),
            [""; 0]
        );
        assert_eq!(
            check(
                "shared-wasm",
                "db",
                "use axum::Router; use lettre::Message;"
            ),
            [""; 0]
        );
    }
}
