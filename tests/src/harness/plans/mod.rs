//! Query plans: every statement that the server runs during a test on both databases is explained once per process.
//! The test fails for a statement that scans a table, sorts the rows of a page, or compares a key of its order without
//! using it in the index seek.
//!
//! SQLite plans by the schema alone, so the test's own file is used. PostgreSQL plans by statistics, so a database with
//! many rows is used.

mod allowed;
mod filled;
mod postgres;
mod sqlite;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::metric::Info;
use sea_orm::{DatabaseConnection, DbBackend, Statement};

use super::Database;

/// The statements of one server that nobody has explained yet.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Recorded>);

#[derive(Default)]
struct Recorded {
    statements: Mutex<Vec<Statement>>,
    is_of_the_server: AtomicBool,
}

impl Recorder {
    /// Whether statements of the test's own future are recorded as well.
    pub(super) fn take_jobs(&self, are_run: bool) {
        self.0.is_of_the_server.store(are_run, Ordering::Relaxed);
    }

    /// Records a statement that ran.
    pub(super) fn observe(&self, info: &Info<'_>) {
        // A test reads rows in its own future, which is no task; the server runs in tasks.
        let is_own =
            tokio::task::try_id().is_none() && !self.0.is_of_the_server.load(Ordering::Relaxed);
        if info.failed || is_own || !is_planned(&info.statement.sql) {
            return;
        }
        if is_new(info.statement) {
            let statements = self.0.statements.lock();
            statements
                .unwrap_or_else(PoisonError::into_inner)
                .push(info.statement.clone());
        }
    }

    /// Explains the recorded statements and returns what is wrong with their plans.
    pub(super) async fn faults(&self, database: &Database) -> Vec<String> {
        let statements = {
            let mut statements = self.0.statements.lock();
            std::mem::take(&mut *statements.as_deref_mut().expect("nobody panicked here"))
        };
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

/// Where plans are asked for.
pub(crate) struct Plans(DatabaseConnection);

impl Plans {
    /// The test's own database, or the one with many rows.
    pub(crate) async fn of(backend: DbBackend, database: &Database) -> Self {
        Self(match backend {
            DbBackend::Sqlite => database.connect().await.reader().clone(),
            _ => filled::postgres().await,
        })
    }

    /// What is wrong with the plan of a statement, in one text.
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

/// What is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// All rows of this table are read.
    Scan(String),
    /// What a page is taken from is sorted first.
    Sort,
    /// A key of the order is compared, but is no part of the index seek.
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
        .any(|verb| sql.starts_with(verb))
}

/// Whether no test of this process has recorded the statement yet.
fn is_new(statement: &Statement) -> bool {
    static MET: Mutex<Option<HashSet<(bool, String)>>> = Mutex::new(None);
    let is_sqlite = statement.db_backend == DbBackend::Sqlite;
    let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
    met.get_or_insert_default()
        .insert((is_sqlite, statement.sql.clone()))
}

/// Whether the statement reads a page at one end of a whole table.
fn takes_an_end(sql: &str) -> bool {
    is_page(sql) && !sql.replace(" WHERE TRUE ", " ").contains(" WHERE ")
}

fn is_page(sql: &str) -> bool {
    sql.contains(" LIMIT ") && sql.contains(" ORDER BY ")
}

/// The columns that a statement orders by.
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

/// How many row values of two columns are compared with values.
fn compared_pairs(sql: &str, value: char) -> usize {
    let operators = [") > (", ") < (", ") >= (", ") <= ("];
    let of = |operator: &str| sql.matches(&format!("{operator}{value}")).count();
    operators.into_iter().map(of).sum()
}

/// The columns of the order that are compared with a value on their own.
fn compared_keys<'a>(sql: &'a str, value: char) -> Vec<&'a str> {
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
