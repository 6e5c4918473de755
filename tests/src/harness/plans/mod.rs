//! Checks query plans. Every statement that the server runs in an `each_database` test is explained once per process.
//! The test fails for a statement that scans a table, sorts the rows of a page, or compares a key of its order without
//! using that key in the index seek.
//!
//! SQLite plans by the schema alone, so the test's own file is used. PostgreSQL plans by statistics, so a database with
//! many rows is used.

mod allowed;
mod filled;
mod postgres;
mod sqlite;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::metric::Info;
use sea_orm::{DatabaseConnection, DbBackend, Statement};

use super::Database;

/// Records the statements of one server.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Recorded>);

#[derive(Default)]
struct Recorded {
    statements: Mutex<HashMap<String, Statement>>,
    includes_jobs: AtomicBool,
}

impl Recorder {
    /// Sets whether statements of the test's own future are recorded too.
    pub(super) fn take_jobs(&self, are_recorded: bool) {
        self.0.includes_jobs.store(are_recorded, Ordering::Relaxed);
    }

    /// Records a statement that ran.
    pub(super) fn observe(&self, info: &Info<'_>) {
        // A test reads rows in its own future, which is not a Tokio task; the server runs in tasks.
        let is_own =
            tokio::task::try_id().is_none() && !self.0.includes_jobs.load(Ordering::Relaxed);
        if info.failed || is_own || !is_planned(&info.statement.sql) {
            return;
        }
        let sql = info.statement.sql.clone();
        let statements = self.0.statements.lock();
        statements
            .unwrap_or_else(PoisonError::into_inner)
            .entry(sql)
            .or_insert_with(|| info.statement.clone());
    }

    /// Explains the recorded statements that no test has explained yet, and returns the faults in their plans.
    pub(super) async fn faults(&self, database: &Database) -> Vec<String> {
        let statements = {
            let mut statements = self.0.statements.lock();
            std::mem::take(&mut *statements.as_deref_mut().expect("an unpoisoned lock"))
        };
        let statements: Vec<Statement> = statements.into_values().filter(is_new).collect();
        if statements.is_empty() {
            return Vec::new();
        }
        let plans = Plans::of(statements[0].db_backend, database).await;
        let mut faults = Vec::new();
        for statement in &statements {
            faults.extend(plans.fault(statement).await);
        }
        faults
    }
}

/// Explains statements on one database.
pub(crate) struct Plans(DatabaseConnection);

impl Plans {
    /// Connects to the test's own database (SQLite) or to the one with many rows (PostgreSQL).
    pub(crate) async fn of(backend: DbBackend, database: &Database) -> Self {
        Self(match backend {
            DbBackend::Sqlite => database.connect().await.reader().clone(),
            _ => filled::postgres().await,
        })
    }

    /// Describes the faults in the plan of a statement, or returns `None` if there are none.
    pub(crate) async fn fault(&self, statement: &Statement) -> Option<String> {
        let (plan, faults) = match statement.db_backend {
            DbBackend::Sqlite => sqlite::explain(&self.0, statement).await,
            _ => postgres::explain(&self.0, statement).await,
        };
        let faults: Vec<String> = faults
            .into_iter()
            .filter(|fault| !allowed::is_allowed(&statement.sql, fault))
            .map(|fault| fault.to_string())
            .collect();
        let sql = &statement.sql;
        (!faults.is_empty()).then(|| format!("{}:\n{sql}\n{plan}\n", faults.join(", ")))
    }
}

/// A fault in a query plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The plan reads all rows of this table.
    Scan(String),
    /// The plan sorts all rows before it takes a page of them.
    Sort,
    /// The statement compares a key of its order, but the index seek does not use that key.
    NotSought(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scan(table) => write!(formatter, "{table} is scanned"),
            Self::Sort => formatter.write_str("a page is sorted"),
            Self::NotSought(key) => write!(formatter, "{key} is not used in the index seek"),
        }
    }
}

fn is_planned(sql: &str) -> bool {
    ["SELECT ", "UPDATE ", "DELETE "]
        .iter()
        .any(|keyword| sql.starts_with(keyword))
}

/// Whether no test of this process has explained the statement yet. Says so once.
fn is_new(statement: &Statement) -> bool {
    static SEEN: Mutex<Option<HashSet<(bool, String)>>> = Mutex::new(None);
    let is_sqlite = statement.db_backend == DbBackend::Sqlite;
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.get_or_insert_default()
        .insert((is_sqlite, statement.sql.clone()))
}

/// Whether the statement reads a page at one end of a whole table.
fn takes_an_end(sql: &str) -> bool {
    is_page(sql) && !sql.replace(" WHERE TRUE ", " ").contains(" WHERE ")
}

fn is_page(sql: &str) -> bool {
    sql.contains(" LIMIT ") && sql.contains(" ORDER BY ")
}

/// Returns the columns that a statement orders by.
fn ordered_by(sql: &str) -> HashSet<&str> {
    let lists = sql.split(" ORDER BY ").skip(1);
    let lists = lists.map(|rest| rest.split([')']).next().unwrap_or(rest));
    let keys = lists.flat_map(|list| {
        let list = list.split(" LIMIT ").next().unwrap_or(list);
        list.split(", ")
    });
    keys.filter_map(|key| {
        key.trim_end_matches(" ASC")
            .trim_end_matches(" DESC")
            .rsplit('.')
            .next()
    })
    .map(|key| key.trim_matches('"'))
    .collect()
}

/// Counts the comparisons of a row value of two columns with a value.
fn compared_pairs(sql: &str, value: char) -> usize {
    let operators = [") > (", ") < (", ") >= (", ") <= ("];
    let of = |operator: &str| sql.matches(&format!("{operator}{value}")).count();
    operators.into_iter().map(of).sum()
}

/// Returns the columns of the order that are compared with a value individually.
fn compared_keys(sql: &str, value: char) -> Vec<&str> {
    let ordered = ordered_by(sql);
    let mut compared = Vec::new();
    for operator in [" > ", " < ", " >= ", " <= "] {
        let mut before = "";
        for part in sql.split(operator) {
            if !before.is_empty() && part.starts_with(value) {
                let column = before.rsplit(['.', ' ', '(']).next().unwrap_or_default();
                let column = column.trim_matches('"');
                if ordered.contains(column) && is_page(sql) {
                    compared.push(column);
                }
            }
            before = part;
        }
    }
    compared.sort_unstable();
    compared.dedup();
    compared
}
