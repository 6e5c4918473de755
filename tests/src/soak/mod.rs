//! Everything at once: writers, several server processes on one PostgreSQL that are killed again and again, a restart
//! of the database, subscribers that reconnect, and a webhook. No acknowledged change is lost.
//!
//! A short form runs with the other tests; `SOAK_SECONDS=3600 cargo test -p tests soak` makes it long.

pub(crate) mod process;
pub(crate) mod subscriber;
pub(crate) mod verdict;
pub(crate) mod writer;

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Secret};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use self::process::Process;
use self::subscriber::{Heard, follow};
use self::verdict::{Log, posted};
use self::writer::write;
use crate::harness::{Database, PASSWORD};
use crate::webhooks::receiver::Receiver;

/// Length of the short form, in seconds.
const SECONDS: u64 = 6;
/// How many signals each subscriber gets before it ends, however slow the machine is.
const ENOUGH: usize = 100;
/// How often a process is killed.
const KILL_EVERY: Duration = Duration::from_millis(2500);
/// Longer than a change takes to commit after its client has given up.
const UNDER_WAY: Duration = Duration::from_secs(2);
/// How long nothing may arrive while signals are missing: the claim of a killed process must expire first.
const STANDSTILL: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_change_is_lost_whatever_breaks() {
    let database = Arc::new(Database::postgres_alone().await);
    make_admin(&database).await;
    let mut processes = Vec::new();
    for _ in 0..3 {
        processes.push(Process::start(&database).await);
    }
    let urls: Vec<String> = processes
        .iter()
        .map(|process| process.url.clone())
        .collect();
    let admin = writer::log_in_admin(&urls).await;
    let receiver = Receiver::open().await;
    writer::create_webhook(&urls, &admin, json!({ "url": receiver.url })).await;

    let (stop_writing, stop_following) = (CancellationToken::new(), CancellationToken::new());
    let writers: Vec<_> = (0..4)
        .map(|number| tokio::spawn(write(number, urls.clone(), stop_writing.clone())))
        .collect();
    let heard: Vec<Heard> = (0..4).map(|_| Heard::default()).collect();
    for heard in &heard {
        let (heard, stop) = (heard.clone(), stop_following.clone());
        tokio::spawn(follow(urls.clone(), admin.clone(), heard, stop));
    }
    let is_enough = || heard.iter().all(|heard| heard.signals().len() > ENOUGH);
    let kills = kill_again_and_again(&mut processes, &database, is_enough).await;
    stop_writing.cancel();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.expect("the writer"));
    }
    assert!(acknowledged.len() > 20, "{}", acknowledged.len());

    // Changes that were not acknowledged may still commit.
    tokio::time::sleep(UNDER_WAY).await;
    let log = Log::read(&database).await;
    let arrived = || {
        let heard = heard.iter().map(|heard| heard.signals().len());
        heard.chain([posted(&receiver).len()]).collect()
    };
    log.await_arrival(arrived).await;
    stop_following.cancel();
    log.holds(&acknowledged);
    for heard in &heard {
        log.is_whole_in(&heard.signals());
    }
    log.is_whole_since_the_webhook_in(&posted(&receiver));
    let resumed: usize = heard.iter().map(Heard::rounds).sum();
    let (signals, posts) = (log.len(), receiver.posts().len());
    let line = format!(
        "soak: {} changes acknowledged, {signals} signals to each of {} subscribers over {resumed} connections, \
         {posts} posts, {kills} kills, 1 restart of the database",
        acknowledged.len(),
        heard.len(),
    );
    writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
}

/// Kills one process after another, and restarts the database half-way, for a while and until it is enough. Returns the
/// number of kills.
async fn kill_again_and_again(
    processes: &mut [Process],
    database: &Arc<Database>,
    is_enough: impl Fn() -> bool,
) -> usize {
    let seconds = std::env::var("SOAK_SECONDS").ok();
    let seconds = seconds
        .and_then(|text| text.parse().ok())
        .unwrap_or(SECONDS);
    let (start, length) = (Instant::now(), Duration::from_secs(seconds));
    let (mut round, mut was_restarted) = (0, false);
    while start.elapsed() < length || !is_enough() {
        tokio::time::sleep(KILL_EVERY.min(length / 3)).await;
        let victim = round % processes.len();
        processes[victim].kill_and_start_again().await;
        round += 1;
        if !was_restarted && start.elapsed() > length / 2 {
            was_restarted = true;
            let database = Arc::clone(database);
            let restart = tokio::task::spawn_blocking(move || database.restart());
            restart.await.expect("a restart");
        }
    }
    assert!(was_restarted);
    round
}

pub(crate) async fn make_admin(database: &Database) {
    let config = Config::read(&database.settings(&[])).expect("settings");
    let app = App::new(config, database.connect().await, Clock::System).expect("an application");
    let registration = AdminRegistration {
        username: "watcher".to_owned(),
        email: "watcher@ucla.edu".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        role_name: "SUPERADMIN".to_owned(),
    };
    register_admin(&app, None, registration)
        .await
        .expect("an administrator");
    app.db.writer().clone().close().await.expect("closed");
}
