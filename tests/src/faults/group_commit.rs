//! On SQLite, transactions that wait for each other share a commit. Each keeps its own outcome.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::error::{Error, Result};
use bruinbridge::jobs::prune_signals::prune_due;
use bruinbridge::work::{Work, Workflow};
use sea_orm::ConnectionTrait;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

use super::rounds::ROLLS_BACK;
use crate::harness::{Database, Server, TIMEOUT};

/// How many transactions wait for each other.
const TOGETHER: usize = 40;

/// What a transaction does after it has inserted its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Commits,
    Fails,
    AbandonsASavepoint,
    LosesTheTransaction,
}

async fn server(database: &Database) -> Server {
    let server = Server::on(database, &[]).await;
    server
        .execute("CREATE TABLE filler (number INTEGER UNIQUE)")
        .await;
    for statement in ROLLS_BACK {
        server.execute(statement).await;
    }
    server
}

/// Starts a transaction that inserts a number.
fn start(
    app: &App,
    number: usize,
    ending: Ending,
    arrived: &Arc<AtomicUsize>,
) -> JoinHandle<Result<()>> {
    let (app, arrived) = (app.clone(), Arc::clone(arrived));
    tokio::spawn(async move {
        Work::run(&app, None, Workflow::Plain, async move |work| {
            arrived.fetch_add(1, Ordering::Relaxed);
            let tx = work.begin().await?;
            let insert = format!("INSERT INTO filler VALUES ({number})");
            tx.rows().execute_unprepared(&insert).await?;
            match ending {
                Ending::Commits => {}
                Ending::Fails => return Err(Error::Unexpected("as planned".to_owned())),
                Ending::AbandonsASavepoint => drop(tx.rows().savepoint().await?),
                Ending::LosesTheTransaction => {
                    let fatal = "INSERT INTO fatal VALUES (1)";
                    tx.rows().execute_unprepared(fatal).await?;
                }
            }
            tx.commit(()).await
        })
        .await
    })
}

/// Runs transactions that all wait until the first one ends, and returns their outcomes.
async fn together(app: &App, ending: impl Fn(usize) -> Ending) -> Vec<Result<()>> {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (first, first_begun, first_goes) = (app.clone(), Arc::clone(&begun), Arc::clone(&go));
    let first = tokio::spawn(async move {
        Work::run(&first, None, Workflow::Plain, async move |work| {
            let tx = work.begin().await?;
            first_begun.notify_one();
            first_goes.notified().await;
            tx.commit(()).await
        })
        .await
    });
    begun.notified().await;
    let arrived = Arc::default();
    let waiting: Vec<_> = (0..TOGETHER)
        .map(|number| start(app, number, ending(number), &arrived))
        .collect();
    while arrived.load(Ordering::Relaxed) < TOGETHER {
        yield_now().await;
    }
    go.notify_one();
    // It shares the commit of those that wait, which may fail.
    let _ = first.await.expect("no panic");
    let mut outcomes = Vec::new();
    for waiting in waiting {
        let outcome = timeout(TIMEOUT, waiting).await.expect("an outcome in time");
        outcomes.push(outcome.expect("no panic"));
    }
    outcomes
}

/// Commits in the write-ahead log: frames with the size of the database (<https://www.sqlite.org/fileformat2.html>).
fn commits(database: &Database) -> usize {
    let log = fs::read(database.file().with_extension("db-wal")).expect("a log");
    let page: [u8; 4] = log[8..12].try_into().expect("four bytes");
    let frame = 24 + u32::from_be_bytes(page) as usize;
    let salt = &log[16..24];
    let of_this_log = |frame: &&[u8]| &frame[8..16] == salt;
    let commits = |frame: &&[u8]| frame[4..8] != [0; 4];
    log[32..]
        .chunks_exact(frame)
        .filter(of_this_log)
        .filter(commits)
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_that_wait_share_a_commit() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    let before = commits(&database);
    for outcome in together(&server.app, |_| Ending::Commits).await {
        outcome.expect("a commit");
    }
    assert_eq!(server.count("filler").await, TOGETHER as i64);
    let shared = commits(&database) - before;
    assert!(
        shared < TOGETHER / 2,
        "{shared} commits of {TOGETHER} transactions"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_leaves_the_others_alone() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    let ending = |number: usize| match number % 4 {
        0 => Ending::Fails,
        1 => Ending::AbandonsASavepoint,
        _ => Ending::Commits,
    };
    for (number, outcome) in together(&server.app, ending).await.iter().enumerate() {
        assert_eq!(outcome.is_ok(), ending(number) == Ending::Commits);
        let rows = server
            .count(&format!("filler WHERE number = {number}"))
            .await;
        assert_eq!(rows == 1, outcome.is_ok(), "{number}: {outcome:?}");
    }
}

/// SQLite rolls the shared transaction back: nobody in it may be acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_lost_batch_is_acknowledged() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    let ending = |number: usize| match number % 10 {
        7 => Ending::LosesTheTransaction,
        _ => Ending::Commits,
    };
    let outcomes = together(&server.app, ending).await;
    let lost = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    assert!(lost > TOGETHER / 10, "only {lost}: no batch was lost");
    for (number, outcome) in outcomes.iter().enumerate() {
        let rows = server
            .count(&format!("filler WHERE number = {number}"))
            .await;
        assert_eq!(rows == 1, outcome.is_ok(), "{number}: {outcome:?}");
    }
    server.execute("INSERT INTO filler VALUES (1000)").await;
    server.member("jo@ucla.edu").await;
}

/// Maintenance may be canceled at any await point, also while it waits for a commit that it shares.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_of_a_batch_that_is_canceled_keeps_nobody_waiting() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    for round in 0..60 {
        let canceled = (0..4).map(|number| {
            let app = server.app.clone();
            let length = Duration::from_micros(round * 40 + number * 150);
            tokio::spawn(async move { timeout(length, prune_due(&app)).await.is_ok() })
        });
        let canceled: Vec<_> = canceled.collect();
        let number = usize::try_from(round).expect("a small number");
        let kept = start(&server.app, number, Ending::Commits, &Arc::default());
        for canceled in canceled {
            canceled.await.expect("no panic");
        }
        let kept = timeout(TIMEOUT, kept).await.expect("an outcome in time");
        kept.expect("no panic").expect("a commit");
    }
    assert_eq!(server.count("filler").await, 60);
}
