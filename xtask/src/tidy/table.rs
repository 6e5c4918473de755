//! Reads the table of layers in ARCHITECTURE.md.

use std::fmt;

use crate::failure::{Failure, Result};

/// Where the table is.
pub(super) const FILE: &str = "ARCHITECTURE.md";

const HEAD: [&str; 4] = ["layer", "modules", "may import", "must not name"];
const EVERYTHING: &str = "everything";
const ALL_ABOVE: &str = "all above";

/// A row: some modules and what they may import.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) layer: String,
    pub(super) members: Members,
    pub(super) may_import: Vec<Permit>,
    /// Paths outside of the crate, usually names of other crates.
    pub(super) must_not_name: Vec<String>,
}

/// What a row is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Top-level modules of `server/src`.
    Modules(Vec<String>),
    /// Folders of other packages.
    Packages(Vec<String>),
    /// All code of `server/src` but these modules.
    AllExcept(Vec<String>),
}

/// An entry of the column "may import".
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Permit {
    /// Any module. This is the context, which any module may import in return.
    Everything,
    /// The modules of all rows above.
    AllAbove,
    /// The modules of one layer, as far as they stand above.
    Layer(String),
    Module(String),
}

impl Row {
    /// The modules of `server/src` that the row is about.
    pub(super) fn modules(&self) -> &[String] {
        match &self.members {
            Members::Modules(modules) => modules,
            _ => &[],
        }
    }
}

impl fmt::Display for Permit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => formatter.write_str(EVERYTHING),
            Self::AllAbove => formatter.write_str(ALL_ABOVE),
            Self::Layer(layer) => formatter.write_str(layer),
            Self::Module(module) => write!(formatter, "`{module}`"),
        }
    }
}

/// The rows below the table's head.
pub(super) fn parse(text: &str) -> Result<Vec<Row>> {
    let mut lines = text.lines().zip(1..);
    lines
        .find(|(line, _)| cells(line).is_some_and(|cells| cells == HEAD))
        .ok_or_else(|| {
            Failure::new(format!("{FILE} lacks the table `| {} |`", HEAD.join(" | ")))
        })?;
    lines
        .skip(1)
        .map_while(|(line, number)| Some((cells(line)?, number)))
        .map(|(cells, number)| row(&cells, number).ok_or_else(|| unreadable(number)))
        .collect()
}

fn unreadable(line: usize) -> Failure {
    Failure::new(format!(
        "{FILE}:{line}: a row has four cells; the second lists modules in backticks, after \
         \"package\" or \"all except\" where that is meant"
    ))
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

fn row(cells: &[&str], line: usize) -> Option<Row> {
    let [layer, modules, may_import, must_not_name] = cells else {
        return None;
    };
    Some(Row {
        line,
        layer: (*layer).to_owned(),
        members: members(modules)?,
        may_import: may_import.split(',').filter_map(permit).collect(),
        must_not_name: names(must_not_name),
    })
}

fn members(cell: &str) -> Option<Members> {
    let names = names(cell);
    match cell.split('`').next()?.trim() {
        _ if names.is_empty() => None,
        "package" | "packages" => Some(Members::Packages(names)),
        "all except" => Some(Members::AllExcept(names)),
        "" => Some(Members::Modules(names)),
        _ => None,
    }
}

fn permit(entry: &str) -> Option<Permit> {
    match entry.trim() {
        "" | "nothing" | "—" => None,
        EVERYTHING => Some(Permit::Everything),
        ALL_ABOVE => Some(Permit::AllAbove),
        entry => Some(match names(entry).into_iter().next() {
            Some(module) => Permit::Module(module),
            None => Permit::Layer(entry.to_owned()),
        }),
    }
}

/// What stands between backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# Title\n\n\
        | layer | modules | may import | must not name |\n\
        |---|---|---|---|\n\
        | context | `app` | everything | |\n\
        | base | `ids`, `clock` | nothing | `axum`, `sea_orm::sqlx` |\n\
        | rules | package `shared-wasm` | nothing | `tokio` |\n\
        | top | `http` | base, `ids` | |\n\
        | any | all except `mail` | — | `lettre` |\n\n\
        | other | table |\n";

    #[test]
    fn the_rows_end_with_the_table() {
        let rows = parse(TABLE).unwrap();
        let layers: Vec<_> = rows
            .iter()
            .map(|row| (row.line, row.layer.as_str()))
            .collect();
        assert_eq!(
            layers,
            [
                (5, "context"),
                (6, "base"),
                (7, "rules"),
                (8, "top"),
                (9, "any")
            ]
        );
    }

    #[test]
    fn a_table_that_cannot_be_read_is_a_failure() {
        let failure = |text: &str| parse(text).unwrap_err().to_string();
        assert!(failure("| layer | modules |\n").starts_with("ARCHITECTURE.md lacks the table"));
        for row in [
            "| base | `ids` | nothing |",
            "| base | ids | | |",
            "| base | but `ids` | | |",
        ] {
            let text = format!(
                "| layer | modules | may import | must not name |\n|---|---|---|---|\n{row}\n"
            );
            assert!(
                failure(&text).starts_with("ARCHITECTURE.md:3: a row has four cells"),
                "{row}"
            );
        }
    }

    #[test]
    fn cells_say_who_and_what() {
        let rows = parse(TABLE).unwrap();
        assert_eq!(
            rows[1].members,
            Members::Modules(vec!["ids".to_owned(), "clock".to_owned()])
        );
        assert_eq!(rows[1].may_import, []);
        assert_eq!(rows[1].must_not_name, ["axum", "sea_orm::sqlx"]);
        assert_eq!(rows[0].may_import, [Permit::Everything]);
        assert_eq!(
            rows[2].members,
            Members::Packages(vec!["shared-wasm".to_owned()])
        );
        let expected = [
            Permit::Layer("base".to_owned()),
            Permit::Module("ids".to_owned()),
        ];
        assert_eq!(rows[3].may_import, expected);
        assert_eq!(rows[4].members, Members::AllExcept(vec!["mail".to_owned()]));
        assert_eq!(rows[4].may_import, []);
    }
}
