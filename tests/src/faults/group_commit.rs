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
use super::transactions::{insertion, insertion_into};
use crate::harness::{Database, Server, TIMEOUT};

/// How many transactions wait for each other: more than can be in a batch.
const TOGETHER: usize = 70;

/// What a transaction does after it has inserted its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Commits,
    Fails,
    /// A statement that runs with the commit inserts the number a second time.
    FailsWithTheCommit,
    /// The same, among so many that SQLite gets them in two parts, of which the first succeeds.
    FailsWithThePartThatIsLast,
    AbandonsASavepoint,
    LosesTheTransaction,
    /// A statement that runs with the commit loses it.
    LosesTheTransactionWithTheCommit,
}

/// Holds the first transaction until all others wait.
#[derive(Debug, Default)]
struct Hold {
    arrived: AtomicUsize,
    begun: Notify,
    go: Notify,
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

/// Starts a transaction that inserts a number. The last number is the first transaction, which is held.
fn start(app: &App, number: usize, ending: Ending, hold: &Arc<Hold>) -> JoinHandle<Result<()>> {
    let (app, hold) = (app.clone(), Arc::clone(hold));
    tokio::spawn(async move {
        Work::run(&app, None, Workflow::Plain, async move |work| {
            hold.arrived.fetch_add(1, Ordering::Relaxed);
            let tx = work.begin().await?;
            if number == TOGETHER {
                hold.begun.notify_one();
                hold.go.notified().await;
            }
            let insert = format!("INSERT INTO filler VALUES ({number})");
            tx.rows().execute_unprepared(&insert).await?;
            match ending {
                Ending::Commits => {}
                Ending::Fails => return Err(Error::Unexpected("as planned".to_owned())),
                Ending::FailsWithTheCommit => tx.rows().run_later(&insertion(number)),
                Ending::FailsWithThePartThatIsLast => {
                    for other in 0..12 {
                        tx.rows().run_later(&insertion(1000 + other));
                    }
                    tx.rows().run_later(&insertion(number));
                }
                Ending::AbandonsASavepoint => drop(tx.rows().savepoint().await?),
                Ending::LosesTheTransaction => {
                    let fatal = "INSERT INTO fatal VALUES (1)";
                    tx.rows().execute_unprepared(fatal).await?;
                }
                Ending::LosesTheTransactionWithTheCommit => {
                    tx.rows().run_later(&insertion_into("fatal", 1));
                }
            }
            tx.commit(()).await
        })
        .await
    })
}

/// Runs transactions that all wait until the first one ends, and returns their outcomes; the last is that of the first.
async fn together(app: &App, ending: impl Fn(usize) -> Ending) -> Vec<Result<()>> {
    let hold = Arc::<Hold>::default();
    let first = start(app, TOGETHER, ending(TOGETHER), &hold);
    hold.begun.notified().await;
    let mut started: Vec<_> = (0..TOGETHER)
        .map(|number| start(app, number, ending(number), &hold))
        .collect();
    while hold.arrived.load(Ordering::Relaxed) <= TOGETHER {
        yield_now().await;
    }
    hold.go.notify_one();
    started.push(first);
    let mut outcomes = Vec::new();
    for started in started {
        let outcome = timeout(TIMEOUT, started).await.expect("an outcome in time");
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
    assert_eq!(server.count("filler").await, TOGETHER as i64 + 1);
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
    let ending = |number: usize| match number % 6 {
        0 => Ending::Fails,
        1 => Ending::AbandonsASavepoint,
        2 => Ending::FailsWithThePartThatIsLast,
        // The first one of all, too, and the last one, which commits for all.
        3 | 4 => Ending::FailsWithTheCommit,
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

/// SQLite rolls the shared transaction back: nobody in it may be acknowledged, and everybody gets an outcome.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_lost_batch_is_acknowledged() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    let ending = |number: usize| match number % 10 {
        3 => Ending::LosesTheTransactionWithTheCommit,
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

/// What was left for the commit is committed with it or not at all, wherever it is canceled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canceled_transaction_is_committed_whole_or_not_at_all() {
    let database = Database::sqlite().await;
    let server = server(&database).await;
    for round in 0..200_usize {
        let length = Duration::from_micros(10) * u32::try_from(round).expect("a small number");
        let canceled = |first: usize| {
            Work::run(&server.app, None, Workflow::Plain, async move |work| {
                let tx = work.begin().await?;
                let rest = async move {
                    for number in first..first + 20 {
                        tx.rows().run_later(&insertion(number));
                    }
                    tx.commit(()).await
                };
                let canceled = |_| Err(Error::Unexpected("canceled".to_owned()));
                timeout(length, rest).await.unwrap_or_else(canceled)
            })
        };
        let _ = tokio::join!(canceled(round * 100), canceled(round * 100 + 50));
        let committed = server.count("filler").await;
        assert_eq!(committed % 20, 0, "a part of a transaction is committed");
    }
    assert!(server.count("filler").await > 0, "every one was canceled");
}
