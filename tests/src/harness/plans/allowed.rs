//! Exceptions, each with its reason.

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
    NotSought,
}

use Kind::{NotSought, Scan, Sort};

/// Parts of the statement's text, the fault that is allowed, and why.
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
        "a partial index that contains only these rows",
    ),
    (
        &[r#"AS "state", COUNT(*)"#],
        Scan,
        "figures count every account",
    ),
    (
        &[r#""users"."email" AS "key""#],
        NotSought,
        "the address is unique",
    ),
    (
        &[r#""users"."email" AS "key""#],
        Sort,
        "the unique index already has the order",
    ),
    (&[r#"FROM "admins""#], NotSought, "a small table"),
    (&[r#"FROM "admins""#], Sort, "a small table"),
    (
        &[r#""users"."id" IN (SELECT "user_id" FROM "user_terms""#],
        Sort,
        "a search with another order collects all matches, as documented",
    ),
    (
        &[r#""users"."id" IN (SELECT "user_id" FROM "user_terms""#],
        NotSought,
        "a search with another order collects all matches, as documented",
    ),
    (
        &[r#""users"."role" = $"#, r#"ORDER BY "users"."id""#],
        Scan,
        "PostgreSQL may scan the ids when statistics say that every other account has the role",
    ),
    (
        &[r#"AND (("transaction_id", "position") > "#],
        NotSought,
        "a second bound, on signals that an open transaction holds back; the first is used",
    ),
    (
        &[r#"FROM "signals" WHERE "signals"."occurred_at""#],
        Scan,
        "a page of a time range without a cursor: no index has the times in the order of the log",
    ),
    (&["WHERE ? = ?"], Scan, "an empty list of ids"),
    (&["WHERE $1 = $2"], Scan, "an empty list of ids"),
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
            NotSought => matches!(fault, Fault::NotSought(_)),
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
