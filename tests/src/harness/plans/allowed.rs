//! What a plan may do all the same, and why.

use super::Fault;

/// Tables of a handful of rows, whatever the installation.
const TINY: [&str; 7] = [
    "admins",
    "admin_roles",
    "webhooks",
    "signal_watermark",
    "roster_limit",
    "search_index",
    "seaql_migrations",
];

enum Kind {
    Scan,
    Sort,
    Unsought,
}

use Kind::{Scan, Sort, Unsought};

/// Parts of a statement, what its plan may do, and why.
const REASONS: &[(&[&str], Kind, &str)] = &[
    (
        &[r#"FROM "sessions" WHERE "sessions"."user_id" ="#],
        Sort,
        "nobody has more than a few sessions",
    ),
    (
        &[r#"FROM "emails" WHERE "emails"."state" ="#],
        Sort,
        "only the letters that are due are sorted",
    ),
    (
        &["<> '[redacted]'"],
        Scan,
        "of an index that holds these alone",
    ),
    (
        &[r#"AS "state", COUNT(*)"#],
        Scan,
        "figures count every account",
    ),
    (
        &[r#""users"."email" AS "key""#],
        Unsought,
        "no two accounts have one address",
    ),
    (
        &[r#""users"."email" AS "key""#],
        Sort,
        "the index has them in the order of addresses, which are all different",
    ),
    (&[r#"FROM "admins""#], Unsought, "there are few"),
    (&[r#"FROM "admins""#], Sort, "there are few"),
    (
        &[r#""users"."id" IN (SELECT "user_id" FROM "user_terms""#],
        Sort,
        "a search in another order than its own gathers whom it finds",
    ),
    (
        &[r#""users"."id" IN (SELECT "user_id" FROM "user_terms""#],
        Unsought,
        "a search in another order than its own gathers whom it finds",
    ),
    (
        &[r#""users"."role" = $"#, r#"ORDER BY "users"."id""#],
        Scan,
        "PostgreSQL goes through the ids where it knows that every other one is of the role",
    ),
    (
        &[r#"AND (("transaction_id", "position") > "#],
        Unsought,
        "what lies behind the moment at which somebody looked last; the rest is sought",
    ),
    (&["WHERE ? = ?"], Scan, "of nobody"),
    (&["WHERE $1 = $2"], Scan, "of nobody"),
];

pub(super) fn is_allowed(sql: &str, fault: &Fault) -> bool {
    if let Fault::Scan(name) = fault
        && TINY.iter().any(|table| is_of(name, table))
    {
        return true;
    }
    let is_meant = |(parts, kind, _): &(&[&str], Kind, &str)| {
        let is_kind = match kind {
            Scan => matches!(fault, Fault::Scan(_)),
            Sort => *fault == Fault::Sort,
            Unsought => matches!(fault, Fault::Unsought(_)),
        };
        is_kind && parts.iter().all(|part| sql.contains(part))
    };
    REASONS.iter().any(is_meant)
}

/// Whether a name is the table's, or that of one of its indexes.
fn is_of(name: &str, table: &str) -> bool {
    let own = name.strip_prefix("idx_").unwrap_or(name);
    own == table || own.starts_with(&format!("{table}_"))
}
