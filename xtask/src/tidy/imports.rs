//! The import table of ARCHITECTURE.md: which room must not name what.

use super::{Finding, files, paths};

/// A folder, or the file of the same name, and the paths that its code must not name.
struct Room {
    place: &'static str,
    must_not_name: &'static [&'static [&'static str]],
}

const VERBS: &[&str] = &[
    "crate::accounts",
    "crate::lifecycle",
    "crate::roster",
    "crate::admins",
];
const DOORS: &[&str] = &["axum", "async_graphql"];
const OURS: &[&str] = &["bruinbridge", "migrations"];
const OUTSIDE: &[&str] = &[
    "async_graphql",
    "axum",
    "lettre",
    "sea_orm",
    "serde",
    "sqlx",
    "tokio",
];

const ROOMS: &[Room] = &[
    Room {
        place: "shared-wasm/src",
        must_not_name: &[OURS, OUTSIDE],
    },
    Room {
        place: "migrations/src",
        must_not_name: &[&["bruinbridge"]],
    },
    Room {
        place: "server/src/entities",
        must_not_name: &[VERBS, DOORS],
    },
    Room {
        place: "server/src/auth",
        must_not_name: &[VERBS, DOORS],
    },
    Room {
        place: "server/src/accounts",
        must_not_name: &[DOORS],
    },
    Room {
        place: "server/src/lifecycle",
        must_not_name: &[DOORS],
    },
    Room {
        place: "server/src/roster",
        must_not_name: &[DOORS],
    },
    Room {
        place: "server/src/admins",
        must_not_name: &[DOORS],
    },
    Room {
        place: "server/src/signals",
        must_not_name: &[VERBS, DOORS],
    },
    Room {
        place: "server/src/mail",
        must_not_name: &[VERBS, DOORS],
    },
    Room {
        place: "server/src/webhooks",
        must_not_name: &[VERBS, DOORS],
    },
    Room {
        place: "server/src/graphql",
        must_not_name: &[&["sea_orm", "axum"]],
    },
    Room {
        place: "server/src/http",
        must_not_name: &[VERBS, &["sea_orm"]],
    },
];

pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    if !files::is_rust(path) {
        return Vec::new();
    }
    let forbidden = forbidden_in(path);
    if forbidden.is_empty() {
        return Vec::new();
    }
    let mut findings: Vec<_> = paths::named_in(text)
        .iter()
        .filter_map(|named| {
            let (room, name) = forbidden
                .iter()
                .find(|(_, name)| begins_with(named, name))?;
            Some(Finding {
                path: path.to_owned(),
                line: named.line,
                rule: format!("{room} must not name {name}"),
            })
        })
        .collect();
    findings.dedup();
    findings
}

/// The rooms that a file is in, with each name that is forbidden there.
fn forbidden_in(path: &str) -> Vec<(&'static str, &'static str)> {
    let rooms = ROOMS.iter().filter(|room| is_in(path, room.place));
    let mut forbidden: Vec<_> = rooms
        .flat_map(|room| {
            room.must_not_name
                .iter()
                .flat_map(|names| names.iter())
                .map(|name| (room.place, *name))
        })
        .collect();
    // Only the mail room speaks SMTP.
    if is_in(path, "server/src") && !is_in(path, "server/src/mail") {
        forbidden.push(("what is not server/src/mail", "lettre"));
    }
    forbidden
}

fn is_in(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

fn begins_with(named: &paths::Path, name: &str) -> bool {
    let mut segments = named.segments.iter();
    name.split("::")
        .all(|segment| segments.next().is_some_and(|named| named == segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<String> {
        check(path, text).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_room_must_not_name_what_its_row_says() {
        assert_eq!(
            rules(
                "server/src/accounts/register.rs",
                "//! A.\nuse axum::Json;\nfn a() -> sea_orm::Value {}\n"
            ),
            ["server/src/accounts/register.rs:2: server/src/accounts must not name axum"]
        );
        assert_eq!(
            rules(
                "server/src/http.rs",
                "use crate::{db, accounts::register};\n"
            ),
            ["server/src/http.rs:1: server/src/http must not name crate::accounts"]
        );
        assert_eq!(
            rules("server/src/graphql/account.rs", "use lettre::Message;\n"),
            ["server/src/graphql/account.rs:1: what is not server/src/mail must not name lettre"]
        );
    }

    #[test]
    fn other_rooms_and_longer_names_are_left_alone() {
        assert_eq!(
            rules("server/src/mail/transport.rs", "use lettre::Message;\n"),
            [""; 0]
        );
        assert_eq!(
            rules("server/src/http/graphql.rs", "use axum::Router;\n"),
            [""; 0]
        );
        assert_eq!(
            rules(
                "server/src/accounts/a.rs",
                "use axum_extra::b;\nfoo::axum::c();\n"
            ),
            [""; 0]
        );
        assert_eq!(rules("server/src/accountsx.rs", "use axum::b;\n"), [""; 0]);
        assert_eq!(rules("web/main.ts", "use axum::b;\n"), [""; 0]);
    }

    #[test]
    fn one_line_is_reported_once() {
        assert_eq!(
            rules("server/src/auth.rs", "use axum::{Json, Router};\n").len(),
            1
        );
    }
}
