//! SQLite's write-ahead log: truncated when the database is quiet, and never at the cost of readers or writers.

use std::fs;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::harness::{Database, Server};

const QUICK: Duration = Duration::from_secs(2);

/// Writes some megabytes to the log.
async fn write_much(server: &Server) {
    for _ in 0..3 {
        server
            .execute("INSERT INTO filler VALUES (zeroblob(1000000))")
            .await;
    }
}

async fn truncate(server: &Server) -> bool {
    let start = Instant::now();
    let is_done = server.app.db.truncate_quiet_wal().await;
    assert!(start.elapsed() < QUICK, "{:?}", start.elapsed());
    is_done.expect("a round")
}

#[tokio::test]
async fn the_write_ahead_log_is_truncated_when_no_reader_or_writer_is_in_the_way() {
    let database = Database::sqlite().await;
    let server = Server::on(&database, &[]).await;
    let wal = database.file().with_extension("db-wal");
    let length = || fs::metadata(&wal).expect("the log").len();
    server.execute("CREATE TABLE filler (content BLOB)").await;
    server.member("jo@ucla.edu").await;
    server.noted_use_of_sessions().await;
    write_much(&server).await;
    let large = length();
    assert!(large > 1_000_000, "{large}");
    assert!(
        !truncate(&server).await,
        "a transaction was started recently"
    );
    assert_eq!(length(), large);
    assert!(truncate(&server).await);
    assert_eq!(length(), 0);
    assert!(!truncate(&server).await, "the log is small");

    // A reader of an older snapshot keeps the log, and no one waits for the reader.
    let reader = server.app.db.reader().begin().await.expect("a reader");
    let read = reader.execute_unprepared("SELECT COUNT(*) FROM filler");
    read.await.expect("a read");
    write_much(&server).await;
    assert!(!truncate(&server).await);
    let start = Instant::now();
    server.execute("DELETE FROM filler").await;
    assert!(start.elapsed() < QUICK);
    reader.rollback().await.expect("the end");

    let writer = server.app.db.writer().begin().await.expect("a writer");
    let write = writer.execute_unprepared("INSERT INTO filler VALUES (1)");
    write.await.expect("a write");
    assert!(!truncate(&server).await);
    writer.commit().await.expect("a commit");
    assert!(truncate(&server).await);
    assert_eq!(server.count("filler").await, 1);
}
