//! Thousands of concurrent changes and registrations while writes fail: on SQLite at the first, second, … page that a
//! transaction needs, and in handlers that ignore the error; on PostgreSQL because connections are terminated at any
//! moment.

use std::io::Write;
use std::time::{Duration, Instant};

use bruinbridge::db::{Db, Engine};
use bruinbridge::signals::Name;
use rand::RngExt;
use sea_orm::ConnectionTrait;
use tokio::time::sleep;

use super::length;
use super::writers::{CommitOutcome, Writers};
use crate::harness::{Reaction, Server, each_database};

/// Terminates a random connection of this database.
const END_ONE: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_changes_are_kept_and_their_signals_arrive_while_writes_fail() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let token = admin.token.clone().expect("a token");
        let writers = Writers::start(&server.url, &token).await;
        let faults = match server.app.db.engine {
            Engine::Sqlite => {
                fail_in_handlers(&server).await;
                fill_again_and_again(&server).await
            }
            Engine::Postgres => end_connections(&server).await,
        };
        let written = writers.stop().await;
        server.await_readyz(true).await;
        written.arrive(&server.app).await;
        written.is_kept(&server.app).await;
        // Reads the database as another process would.
        written.is_kept(&server.sibling().await.app).await;
        let [acknowledged, busy] = [CommitOutcome::Acknowledged, CommitOutcome::Busy]
            .map(|outcome| written.count(outcome));
        let engine = server.app.db.engine;
        let line = format!(
            "faults: {engine:?}: {acknowledged} acknowledged, {busy} busy, {faults} faults"
        );
        writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
        assert!(busy > 0, "{line}: no fault of the database hit anything");
    })
    .await;
}

/// Does what SQLITE_FULL, SQLITE_IOERR and SQLITE_NOMEM do to a transaction: SQLite itself rolls it back as a whole.
pub(super) const ROLLS_BACK: [&str; 2] = [
    "CREATE TABLE fatal (number INTEGER)",
    "CREATE TRIGGER fatal_insert BEFORE INSERT ON fatal BEGIN SELECT RAISE(ROLLBACK, 'a fault'); END",
];

/// Adds handlers that make SQLite roll back at about one signal in twenty, and continue as if nothing had happened.
async fn fail_in_handlers(server: &Server) {
    for statement in ROLLS_BACK {
        server.execute(statement).await;
    }
    for name in [
        Name::UserPreUpdate,
        Name::UserPostUpdate,
        Name::UserPreCreate,
        Name::UserPostCreate,
        Name::UserRegistered,
        Name::UserUpdated,
    ] {
        server.handle(name, |_| {
            if rand::rng().random_ratio(1, 20) {
                Reaction::Run("INSERT INTO fatal VALUES (1)")
            } else {
                Reaction::Agree
            }
        });
    }
}

/// Fills the disk after a few more pages, frees it again, and repeats. Returns the number of faults.
async fn fill_again_and_again(server: &Server) -> usize {
    let (start, mut faults) = (Instant::now(), 0);
    while start.elapsed() < length() {
        let (pages, pause) = {
            let mut rng = rand::rng();
            (rng.random_range(0..8), rng.random_range(0..10))
        };
        server.leave_space_for(pages).await;
        faults += 1;
        sleep(Duration::from_millis(pause)).await;
        if faults % 8 == 0 {
            server.free_the_disk().await;
            sleep(Duration::from_millis(pause)).await;
        }
    }
    server.free_the_disk().await;
    faults
}

/// Terminates connections at random intervals. Returns the number of faults.
async fn end_connections(server: &Server) -> usize {
    let other = Db::connect(&server.app.config.database).await;
    let other = other.expect("a connection of its own");
    let (start, mut faults) = (Instant::now(), 0);
    while start.elapsed() < length() {
        let ended = other.writer().execute_unprepared(END_ONE).await;
        faults += usize::from(ended.is_ok());
        let pause = rand::rng().random_range(0..60);
        sleep(Duration::from_millis(pause)).await;
    }
    faults
}
