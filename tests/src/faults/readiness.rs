//! /readyz: whether the database takes what it is given.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, TransactionTrait};
use tokio::time::{sleep, timeout};

use crate::harness::{Database, PATIENCE, Server, each_database};

/// What is promised.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

async fn answers_in_time(server: &Server) -> bool {
    let start = Instant::now();
    let is_ready = server.readyz().await;
    let taken = start.elapsed();
    assert!(
        taken < ANSWER_WITHIN + Duration::from_millis(500),
        "{taken:?}"
    );
    is_ready
}

/// Waits until it is not ready any more; an answer holds for a second, and each comes in time.
async fn is_found_out(server: &Server) {
    let waiting = async {
        while answers_in_time(server).await {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("it is found out");
}

#[tokio::test]
async fn however_many_ask_the_database_is_asked_once_a_second_and_tells_nobody() {
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
async fn a_database_that_takes_nothing_is_not_ready_and_said_so_in_time() {
    each_database(async |server| {
        assert!(server.readyz().await);
        let writer = server.app.db.writer().begin().await.expect("a writer");
        // On SQLite whoever writes keeps all others from it.
        let hold = "DELETE FROM readiness_checks";
        writer.execute_unprepared(hold).await.expect("a lock");
        is_found_out(&server).await;
        assert!(!answers_in_time(&server).await);
        writer.rollback().await.expect("the end");
        server.await_readyz(true).await;
    })
    .await;
}

/// The old question, whether a reader gets an answer, was answered with yes.
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
async fn a_postgresql_that_is_away_is_not_ready_until_it_is_back() {
    let database = Database::postgres_alone().await;
    let server = Server::on(&database, &[]).await;
    assert!(server.readyz().await);
    database.stop();
    is_found_out(&server).await;
    database.start();
    server.await_readyz(true).await;
}
