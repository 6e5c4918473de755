//! How many statements a list costs, whatever its length.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use bruinbridge::db::Engine;
use bruinbridge::entities::user::Role;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use super::support::people;
use crate::harness::{Client, each_database};

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

/// Counts what PostgreSQL is asked on this thread (SQLite is asked on another). Only the log's tail asks
/// besides, for signals.
struct Counter;

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if line.contains("sqlx::query") && !line.contains("signals") {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn cost(client: &Client, document: &str) -> usize {
    let before = STATEMENTS.load(Ordering::Relaxed);
    client.run(document, json!({})).await;
    STATEMENTS.load(Ordering::Relaxed) - before
}

#[tokio::test]
async fn a_page_of_fifty_mentors_costs_as_many_statements_as_one_of_two() {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("sqlx::query=debug"))
        .with_writer(|| Counter)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    each_database(async |server| {
        if server.app.db.engine == Engine::Sqlite {
            return;
        }
        people(&server, "mentor", Role::Mentor, 50).await;
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        for mentee in people(&server, "mentee", Role::Mentee, 5).await {
            ma.accept("addMentee", json!({ "menteeId": mentee.to_string() }), "").await;
        }
        let page = |first: usize| {
            format!("{{ mentors(first: {first}) {{ nodes {{ id email spotsLeft capacity }} }} }}")
        };
        let me = "{ me { isMatched mentor { email } roster { mentees { email } spotsLeft isFull } blacklistedMentors { email spotsLeft } } }";
        // The first request of a session looks for it.
        cost(&jo, &page(2)).await;
        let [two, fifty] = [cost(&jo, &page(2)).await, cost(&jo, &page(50)).await];
        assert_eq!(two, fifty);
        assert!(fifty <= 6, "{fifty} statements");
        let own = cost(&ma, me).await;
        assert!(own <= 8, "{own} statements");
    })
    .await;
}
