//! Runs a scenario on every database that the server supports.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use super::{Database, Server};

/// Runs `scenario` on a fresh server over SQLite and, at the same time, on one over PostgreSQL.
pub(crate) async fn each_database(scenario: impl AsyncFn(Server)) {
    each_database_with(&[], scenario).await;
}

/// Same as `each_database`, with settings that override the defaults.
pub(crate) async fn each_database_with(settings: &[(&str, &str)], scenario: impl AsyncFn(Server)) {
    let sqlite = async { run(Database::sqlite().await, settings, &scenario).await };
    let postgres = async { run(Database::postgres().await, settings, &scenario).await };
    let (sqlite, postgres) = tokio::join!(sqlite, postgres);
    let failures: Vec<String> = [sqlite, postgres].into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn run(
    database: Database,
    settings: &[(&str, &str)],
    scenario: impl AsyncFn(Server),
) -> Option<String> {
    let server = Server::on(&database, settings).await;
    let plans = server.plans.clone();
    let scenario = async {
        scenario(server).await;
        let faults = plans.faults(&database).await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    };
    let outcome = AssertUnwindSafe(scenario).catch_unwind().await;
    let failure = outcome
        .err()
        .map(|panic| format!("on {}: {}", database.name, message(&*panic)));
    database.remove().await;
    failure
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the scenario panicked".to_owned())
}
