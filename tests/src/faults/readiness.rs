//! `/readyz`: whether the database accepts writes.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::time::{sleep, timeout};

use crate::harness::{Database, Server, TIMEOUT, each_database};

/// How soon `/readyz` is documented to respond.
const RESPONSE_TIME: Duration = Duration::from_secs(2);

async fn readyz_in_time(server: &Server) -> bool {
    let start = Instant::now();
    let is_ready = server.readyz().await;
    let taken = start.elapsed();
    assert!(
        taken < RESPONSE_TIME + Duration::from_millis(500),
        "{taken:?}"
    );
    is_ready
}

/// Waits until the server is no longer ready. The server caches a result for a second, and each response is in time.
async fn await_not_ready(server: &Server) {
    let waiting = async {
        while readyz_in_time(server).await {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(TIMEOUT, waiting).await.expect("it is not ready");
}

#[tokio::test]
async fn however_many_clients_ask_the_database_is_checked_once_a_second_without_signals() {
    each_database(async |server| {
        let signals = server.count("signals").await;
        let start = Instant::now();
        for _ in 0..20 {
            let responses = join_all((0..20).map(|_| server.readyz())).await;
            assert!(responses.into_iter().all(|is_ready| is_ready));
        }
        assert_eq!(server.count("signals").await, signals);
        assert_eq!(server.count("readiness_checks").await, 1);
        let most = start.elapsed().as_secs() + 1;
        let many = format!("readiness_checks WHERE number >= {most}");
        assert_eq!(server.count(&many).await, 0, "{:?}", start.elapsed());
    })
    .await;
}

#[tokio::test]
async fn a_database_that_accepts_no_writes_is_reported_as_not_ready_in_time() {
    each_database(async |server| {
        assert!(server.readyz().await);
        let writer = server.app.db.writer().begin().await.expect("a writer");
        // On SQLite a writer blocks all other writers.
        let hold = "DELETE FROM readiness_checks";
        writer.execute_unprepared(hold).await.expect("a lock");
        await_not_ready(&server).await;
        assert!(!readyz_in_time(&server).await);
        writer.rollback().await.expect("the end");
        server.await_readyz(true).await;
    })
    .await;
}

/// An earlier check, which only read, reported such a database as ready.
#[tokio::test]
async fn a_database_that_only_reads_is_not_ready() {
    each_database(async |server| {
        assert!(server.readyz().await);
        server
            .execute("ALTER TABLE readiness_checks RENAME TO elsewhere")
            .await;
        server.await_readyz(false).await;
        server
            .execute("ALTER TABLE elsewhere RENAME TO readiness_checks")
            .await;
        server.await_readyz(true).await;
    })
    .await;
}

#[tokio::test]
async fn a_postgresql_server_that_is_down_is_not_ready_until_it_is_back() {
    let database = Database::postgres_alone().await;
    let server = Server::on(&database, &[]).await;
    assert!(server.readyz().await);
    database.stop();
    await_not_ready(&server).await;
    database.start();
    server.await_readyz(true).await;
}
