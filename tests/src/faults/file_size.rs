//! Limits the size of SQLite's files: writes fail with EFBIG or end half-way, which SQLite reports as SQLITE_IOERR and
//! SQLITE_FULL. And kills the server with SIGKILL at any moment.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::Config;
use rand::RngExt;
use tokio::time::sleep;

use super::length;
use super::process::Process;
use super::writers::{CommitOutcome, Writers, Written};
use crate::harness::Database;
use crate::soak::make_admin;
use crate::soak::writer::log_in_admin;

/// Smaller than any file of the database: only existing bytes can be overwritten.
const NOTHING: u64 = 4096;
/// How often the server is killed, at least.
const KILLS: usize = 20;

/// Opens the database as the next server would find it.
async fn reopened(database: &Database) -> App {
    let config = Config::read(&database.settings(&[])).expect("settings");
    App::new(config, database.connect().await, Clock::System).expect("an application")
}

async fn start(database: &Database) -> (Process, Writers) {
    make_admin(database).await;
    let process = Process::start(database).await;
    let admin = log_in_admin(std::slice::from_ref(&process.url)).await;
    let writers = Writers::start(&process.url, &admin).await;
    (process, writers)
}

/// Prints how many rounds, acknowledged changes and faults there were.
fn report(what: &str, faults: usize, written: &Written) {
    use CommitOutcome::{Acknowledged, Busy, Failed, Unknown};
    let [acknowledged, busy, failed, unknown] =
        [Acknowledged, Busy, Failed, Unknown].map(|outcome| written.count(outcome));
    let line = format!(
        "faults: {what}: {acknowledged} acknowledged, {busy} busy, {unknown} unknown, {faults} faults"
    );
    writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
    assert_eq!(failed, 0, "{line}: only the database is at fault");
    assert!(busy + unknown > 0, "{line}: no fault hit anything");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_changes_are_kept_while_files_may_not_grow() {
    let database = Database::sqlite().await;
    let (process, writers) = start(&database).await;
    let wal = database.file().with_extension("db-wal");
    let (begin, mut faults) = (Instant::now(), 0);
    while begin.elapsed() < length() {
        let length = fs::metadata(&wal).map_or(0, |file| file.len());
        let (limit, with, without) = {
            let mut rng = rand::rng();
            let limit = if rng.random_bool(0.3) {
                NOTHING
            } else {
                length + rng.random_range(0..65_536)
            };
            let mut pause = || Duration::from_millis(rng.random_range(0..40));
            (limit, pause(), pause())
        };
        process.limit_files(Some(limit));
        sleep(with).await;
        process.limit_files(None);
        sleep(without).await;
        faults += 1;
    }
    process.await_readyz(true).await;
    let written = writers.stop().await;
    let app = reopened(&database).await;
    written.arrive(&app).await;
    written.is_kept(&app).await;
    process.limit_files(Some(NOTHING));
    process.await_readyz(false).await;
    process.limit_files(None);
    process.await_readyz(true).await;
    process.stop().await;
    written.is_kept(&reopened(&database).await).await;
    report("files that may not grow", faults, &written);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_changes_are_kept_when_the_server_is_killed_on_sqlite() {
    keeps_what_it_acknowledged(Database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_changes_are_kept_when_the_server_is_killed_on_postgres() {
    keeps_what_it_acknowledged(Database::postgres().await).await;
}

/// Kills the server again and again while it is written to.
async fn keeps_what_it_acknowledged(database: Database) {
    let (mut process, writers) = start(&database).await;
    let (begin, mut kills) = (Instant::now(), 0);
    while kills < KILLS || begin.elapsed() < length() {
        let pause = rand::rng().random_range(100..600);
        sleep(Duration::from_millis(pause)).await;
        process.kill_and_start_again();
        process.await_readyz(true).await;
        kills += 1;
    }
    let written = writers.stop().await;
    let app = reopened(&database).await;
    written.arrive(&app).await;
    written.is_kept(&app).await;
    process.stop().await;
    written.is_kept(&reopened(&database).await).await;
    report("SIGKILL", kills, &written);
    drop(app);
    database.remove().await;
}
