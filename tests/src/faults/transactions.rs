//! Broken transactions are not committed, and their connections are not used again.

use std::time::Duration;

use bruinbridge::db::Engine;
use bruinbridge::error::Result;
use bruinbridge::jobs::prune_signals::prune_due;
use bruinbridge::work::{Committed, Detached, Work, Workflow};
use sea_orm::sea_query::{InsertStatement, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use tokio::time::{sleep, timeout};

use crate::harness::{Database, Server, TIMEOUT, each_database};

const INSERT: &str = "INSERT INTO filler VALUES (1)";
const BROKEN: &str = "INSERT INTO nowhere VALUES (1)";

/// The statement that inserts a number into the filler.
pub(super) fn insertion(number: usize) -> InsertStatement {
    insertion_into("filler", number)
}

pub(super) fn insertion_into(table: &'static str, number: usize) -> InsertStatement {
    let number = i32::try_from(number).expect("a small number");
    Query::insert()
        .into_table(table)
        .columns(["number"])
        .values_panic([number.into()])
        .take()
}

/// Runs `scenario` on both databases, with a table to fill.
async fn each_with_filler(scenario: impl AsyncFn(Server)) {
    each_database(async |server| {
        server
            .execute("CREATE TABLE filler (number INTEGER UNIQUE)")
            .await;
        scenario(server).await;
    })
    .await;
}

/// Runs a command of no workflow.
fn run<Running>(
    server: &Server,
    command: impl FnOnce(Work) -> Running + Send + 'static,
) -> Detached<()>
where
    Running: Future<Output = Result<Committed<()>>> + Send + 'static,
{
    Work::run(&server.app, None, Workflow::Plain, command)
}

/// PostgreSQL reports success for the COMMIT of a transaction in which a statement failed, although it rolls back.
#[tokio::test]
async fn a_commit_is_acknowledged_only_if_it_happened() {
    each_with_filler(async |server| {
        let outcome = run(&server, async |work| {
            let tx = work.begin().await?;
            tx.rows().execute_unprepared(INSERT).await?;
            assert!(tx.rows().execute_unprepared(BROKEN).await.is_err());
            tx.commit(()).await
        });
        let is_acknowledged = outcome.await.is_ok();
        assert_eq!(is_acknowledged, server.count("filler").await == 1);
        assert_eq!(is_acknowledged, server.app.db.engine == Engine::Sqlite);
    })
    .await;
}

#[tokio::test]
async fn a_savepoint_that_was_not_ended_fails_the_transaction() {
    each_with_filler(async |server| {
        let outcome = run(&server, async |work| {
            let tx = work.begin().await?;
            tx.rows().execute_unprepared(INSERT).await?;
            drop(tx.rows().savepoint().await?);
            tx.commit(()).await
        });
        assert!(outcome.await.is_err());
        assert_eq!(server.count("filler").await, 0);
        server.execute(INSERT).await;
        assert_eq!(server.count("filler").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_savepoint_rolls_back_what_was_done_since_and_nothing_else() {
    each_with_filler(async |server| {
        let outcome = run(&server, async |work| {
            let tx = work.begin().await?;
            tx.rows().execute_unprepared(INSERT).await?;
            for breaks in [false, true] {
                let savepoint = tx.rows().savepoint().await?;
                let second = "INSERT INTO filler VALUES (2)";
                savepoint.execute_unprepared(second).await?;
                let inner = savepoint.savepoint().await?;
                let third = "INSERT INTO filler VALUES (3)";
                inner.execute_unprepared(third).await?;
                inner.commit().await?;
                if breaks {
                    assert!(savepoint.execute_unprepared(INSERT).await.is_err());
                }
                savepoint.rollback().await?;
            }
            let savepoint = tx.rows().savepoint().await?;
            let fourth = "INSERT INTO filler VALUES (4)";
            savepoint.execute_unprepared(fourth).await?;
            savepoint.commit().await?;
            tx.commit(()).await
        });
        outcome.await.expect("a commit");
        assert_eq!(server.count("filler WHERE number IN (1, 4)").await, 2);
        assert_eq!(server.count("filler").await, 2);
    })
    .await;
}

/// Twenty are more than what SQLite gets at once.
#[tokio::test]
async fn statements_that_run_later_run_in_their_order_before_the_next_one_and_the_commit() {
    each_with_filler(async |server| {
        server
            .execute("CREATE TABLE followers (number INTEGER REFERENCES filler (number))")
            .await;
        let outcome = run(&server, async |work| {
            let tx = work.begin().await?;
            let count = async || {
                let all = "UPDATE filler SET number = number";
                let changed = tx.rows().execute_unprepared(all).await;
                changed.map(|changed| changed.rows_affected())
            };
            for number in 0..20 {
                tx.rows().run_later(&insertion(number));
                tx.rows().run_later(&insertion_into("followers", number));
            }
            assert_eq!(count().await?, 20);
            tx.rows().run_later(&insertion(20));
            let savepoint = tx.rows().savepoint().await?;
            savepoint.run_later(&insertion(21));
            savepoint.rollback().await?;
            let savepoint = tx.rows().savepoint().await?;
            savepoint.run_later(&insertion(22));
            savepoint.commit().await?;
            assert_eq!(count().await?, 22);
            for number in 23..43 {
                tx.rows().run_later(&insertion(number));
            }
            tx.commit(()).await
        });
        outcome.await.expect("a commit");
        assert_eq!(server.count("filler").await, 42);
        assert_eq!(server.count("filler WHERE number = 21").await, 0);
    })
    .await;
}

/// What ran later is part of what was acknowledged, so nothing may be committed without it.
#[tokio::test]
async fn a_statement_that_runs_later_and_fails_fails_the_transaction() {
    each_with_filler(async |server| {
        for goes_on in [false, true] {
            let outcome = run(&server, async move |work| {
                let tx = work.begin().await?;
                tx.rows().execute_unprepared(INSERT).await?;
                tx.rows().run_later(&insertion(1));
                if goes_on {
                    let next = tx.rows().execute(&insertion(2)).await;
                    assert!(next.is_err(), "it ran although the one before it failed");
                }
                tx.commit(()).await
            });
            assert!(outcome.await.is_err());
            assert_eq!(server.count("filler").await, 0);
        }
        server.execute(INSERT).await;
        assert_eq!(server.count("filler").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_runs_later_in_a_savepoint_fails_only_the_savepoint() {
    each_with_filler(async |server| {
        let outcome = run(&server, async |work| {
            let tx = work.begin().await?;
            tx.rows().run_later(&insertion(1));
            for goes_on in [false, true] {
                let savepoint = tx.rows().savepoint().await?;
                savepoint.run_later(&insertion(2));
                savepoint.run_later(&insertion(1));
                if goes_on {
                    assert!(savepoint.execute(&insertion(3)).await.is_err());
                }
                assert!(savepoint.commit().await.is_err());
            }
            tx.rows().run_later(&insertion(4));
            tx.commit(()).await
        });
        outcome.await.expect("a commit");
        assert_eq!(server.count("filler WHERE number IN (1, 4)").await, 2);
        assert_eq!(server.count("filler").await, 2);
    })
    .await;
}

/// Opens a transaction that has written something, as far as PostgreSQL knows.
async fn with_an_id(server: &Server) -> DatabaseTransaction {
    let open = server.app.db.writer().begin().await;
    let open = open.expect("a transaction");
    let id = "SELECT pg_current_xact_id()";
    open.execute_unprepared(id).await.expect("an id");
    open
}

/// Whether a COMMIT happened may have to be found out, which waits for open transactions. That a statement before it
/// failed is certain.
#[tokio::test]
async fn the_failure_of_what_ran_with_the_commit_is_recorded_at_once() {
    each_with_filler(async |server| {
        // SQLite has one writer, and needs nobody else to find out.
        let open = match server.app.db.engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(with_an_id(&server).await),
        };
        let outcome = Work::run(
            &server.app,
            None,
            Workflow::registration("jo@ucla.edu"),
            async |work| {
                let tx = work.begin().await?;
                tx.rows().run_later(&insertion(1));
                tx.rows().run_later(&insertion(1));
                tx.commit(()).await
            },
        );
        let outcome = timeout(Duration::from_secs(5), outcome).await;
        assert!(outcome.expect("an outcome").is_err());
        drop(open);
        assert_eq!(server.count("filler").await, 0);
        let failures = "signals WHERE name = 'user_registration_failed'";
        assert_eq!(server.count(failures).await, 1);
    })
    .await;
}

/// A client that disconnects, or a timeout, may cancel a future at any await point.
#[tokio::test]
async fn cancelled_work_leaves_no_open_transaction_in_the_pool() {
    each_with_filler(async |server| {
        for round in 0..300 {
            let length = Duration::from_micros(round * 20);
            let _ = timeout(length, prune_due(&server.app)).await;
        }
        // These statements commit, whichever connection runs them.
        for number in 0..20 {
            server
                .execute(&format!("INSERT INTO filler VALUES ({number})"))
                .await;
        }
        assert_eq!(server.count("filler").await, 20);
        if server.app.db.engine == Engine::Postgres {
            let open = "pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
            let waiting = async {
                while server.count(open).await > 0 {
                    sleep(Duration::from_millis(10)).await;
                }
            };
            timeout(TIMEOUT, waiting).await.expect("no transaction is open");
        }
        server.member("jo@ucla.edu").await;
        assert!(server.user("jo@ucla.edu").await.is_some());
    })
    .await;
}

/// The migrator and tests use the library's own transactions, whose depth the driver counts.
#[tokio::test]
async fn a_connection_with_a_wrong_transaction_depth_is_not_used_again() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    server.execute("CREATE TABLE filler (content BLOB)").await;
    let writer = server.app.db.writer();
    server.leave_space_for(10).await;
    let ended = writer.begin().await.expect("a transaction");
    let large = "INSERT INTO filler VALUES (zeroblob(10000000))";
    assert!(ended.execute_unprepared(large).await.is_err());
    drop(ended);
    let refused = writer.begin().await.expect("a transaction");
    refused.execute_unprepared(INSERT).await.expect("a row");
    refused.rollback().await.expect("a rollback");
    let next = writer.begin().await.expect("a transaction");
    next.execute_unprepared(INSERT).await.expect("a row");
    next.commit().await.expect("a commit");
    assert_eq!(server.count("filler").await, 1);
}
