//! Faults in query plans that are allowed, each with its reason.

use super::Fault;

/// Tables that have only a few rows in every installation.
const TINY: [&str; 14] = [
    "readiness_checks",
    "trusted_clock",
    "admins",
    "admin_roles",
    "webhooks",
    "hooks",
    "signal_watermark",
    "roster_limit",
    "score_worker",
    "account_counts",
    // Changes that wait for the job, which runs every few seconds.
    "account_count_changes",
    "day_count_changes",
    "search_index",
    "seaql_migrations",
];

enum Kind {
    Scan,
    Sort,
    NotSought,
}

use Kind::{NotSought, Scan, Sort};

/// Each exception: parts of the statement's text, the kind of fault that is allowed, and the reason.
const EXCEPTIONS: &[(&[&str], Kind, &str)] = &[
    (
        &[r#"FROM "sessions" WHERE "sessions"."user_id" ="#],
        Sort,
        "an account has only a few sessions",
    ),
    (
        &[r#"FROM "emails""#, r#""emails"."attempts" >"#],
        Sort,
        "only the emails that are due again are sorted",
    ),
    (
        &[r#"FROM "emails" WHERE "emails"."state" ="#],
        NotSought,
        "the queue holds few emails that are not due",
    ),
    (
        &[r#"FROM "emails" WHERE "emails"."outbox_rank" >="#],
        NotSought,
        "a page of the queue, which holds few emails, seeks by rank",
    ),
    (
        &[r#"DISTINCT "emails"."claimed_by""#],
        Scan,
        "a partial index that contains only the few emails that are being sent",
    ),
    (
        &["SELECT COUNT(*) AS accounts FROM users"],
        Scan,
        "every five minutes, as long as there are imported passwords",
    ),
    (
        &[r#"FROM "matching_plans" WHERE "matching_plans"."state" ="#],
        NotSought,
        "the plans of half a year, of which a program has a few",
    ),
    (
        &[r#"FROM "stale_scores""#],
        Scan,
        "a queue in the order of its index, of which the first are taken; few are not due",
    ),
    (&[r#"FROM "stale_scores""#], NotSought, "the same"),
    (
        &[r#"FROM "unredacted_addresses""#],
        Scan,
        "a queue of the few addresses of accounts that were just deleted",
    ),
    (
        &["<> '[redacted]'"],
        Scan,
        "a partial index that contains only these rows",
    ),
    (
        &[r#"FROM "signals" WHERE COALESCE("signals"."name", "signals"."name") IN"#],
        Scan,
        "the newest of all entries of the activity, in the order of the log, of which many signals are entries",
    ),
    (
        &["AS free_seats FROM"],
        Scan,
        "a report counts everyone who is eligible or matched",
    ),
    (
        &["AS free_seats FROM"],
        Sort,
        "a report sorts its groups, of which it takes the largest",
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
        &[r#"AS "walked""#],
        Scan,
        "the first accounts of a list, in which a search looks for a page",
    ),
    (
        &[r#"COALESCE"#, r#"AS "key""#, r#""users"."id" IN ("#],
        Sort,
        "a list by score without a search sorts at most 200 mentors of the caller's list",
    ),
    (
        &[r#"COALESCE"#, r#"AS "key""#, r#""users"."id" IN ("#],
        NotSought,
        "a list by score without a search sorts at most 200 mentors of the caller's list",
    ),
    (
        &[r#"FROM "removed_scores""#],
        Scan,
        "a queue of numbers, of which the first are taken",
    ),
    (
        &[r#"DELETE FROM "search_word"#],
        Scan,
        "a new version of the search removes all words before it stores them again",
    ),
    (
        &[r#"AS "found" FROM (SELECT "users"."id""#],
        Scan,
        "a total that reads at most 10,001 entries of an index",
    ),
    (
        &[r#""changed_words""#],
        Scan,
        "a queue in the order of its ids, of which the first are taken",
    ),
    (
        &[r#""users"."role" = $"#, r#"ORDER BY "users"."id""#],
        Scan,
        "PostgreSQL may scan the ids when statistics say that every other account has the role",
    ),
    (
        &[r#"AND (("transaction_id", "position") > "#],
        NotSought,
        "a second bound, for signals that an open transaction holds back; the index seek uses the first",
    ),
    (
        &[r#"FROM "signals" WHERE "signals"."occurred_at""#],
        Scan,
        "a page of a time range without a cursor: no index has the times in the order of the log",
    ),
    (
        &[r#"FROM "signals" WHERE "signals"."occurred_at""#],
        Sort,
        "the same: SQLite sorts what happened between two times, for the first page only",
    ),
    (
        &[
            r#"FROM "mentorship_requests""#,
            r#"ORDER BY "mentorship_requests"."id""#,
        ],
        Scan,
        "administrators' list of all requests, in the order of their ids",
    ),
    (
        &[
            r#"FROM "mentorship_requests""#,
            r#"ORDER BY "mentorship_requests"."id""#,
        ],
        Sort,
        "an export, or an administrator's list, of the requests of one account",
    ),
    (
        &[
            r#"FROM "mentorship_requests""#,
            r#"ORDER BY "mentorship_requests"."id""#,
        ],
        NotSought,
        "an export, or an administrator's list, of the requests of one account",
    ),
    (
        &[r#"FROM "concerns""#, r#"ORDER BY "concerns"."id""#],
        Scan,
        "administrators' list of all concerns, in the order of their ids",
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
    let applies = |(parts, kind, _): &(&[&str], Kind, &str)| {
        let is_kind = match kind {
            Scan => matches!(fault, Fault::Scan(_)),
            Sort => *fault == Fault::Sort,
            NotSought => matches!(fault, Fault::NotSought(_)),
        };
        is_kind && parts.iter().all(|part| sql.contains(part))
    };
    EXCEPTIONS.iter().any(applies)
}

/// Whether a name is that of the table or of one of its indexes.
fn is_of(name: &str, table: &str) -> bool {
    let own = name.strip_prefix("idx_").unwrap_or(name);
    own == table || own.starts_with(&format!("{table}_"))
}
