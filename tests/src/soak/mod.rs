//! Everything at once: writers, several server processes on one PostgreSQL of which one is killed again and again,
//! a restart of the database, subscribers that come and go, and a webhook. Nothing acknowledged is missed.
//!
//! A short form runs with the other tests; `SOAK_SECONDS=3600 cargo test -p tests soak` makes it long.

mod process;
mod subscriber;
mod writer;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Secret};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use self::process::Process;
use self::subscriber::{Heard, follow};
use self::writer::write;
use crate::harness::{Database, PASSWORD};
use crate::webhooks::receiver::Receiver;

/// Length of the short form.
const SECONDS: u64 = 6;
/// How often a process is killed.
const KILL_EVERY: Duration = Duration::from_millis(2500);
/// How long what was acknowledged may take to arrive at last: a claim of a killed process must run out.
const CATCH_UP: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_missed_whatever_breaks() {
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
    let hook = json!({ "url": receiver.url, "filter": { "names": ["USER_UPDATE_STARTED"] } });
    writer::create_webhook(&urls, &admin, hook).await;

    let (stop_writing, stop_following) = (CancellationToken::new(), CancellationToken::new());
    let writers: Vec<_> = (0..4)
        .map(|number| tokio::spawn(write(number, urls.clone(), stop_writing.clone())))
        .collect();
    let heard: Vec<Heard> = (0..3).map(|_| Heard::default()).collect();
    for (number, heard) in heard.iter().enumerate() {
        let (heard, stop) = (heard.clone(), stop_following.clone());
        tokio::spawn(follow(number, urls.clone(), admin.clone(), heard, stop));
    }
    torment(&mut processes, &database).await;
    stop_writing.cancel();
    let mut acknowledged = HashSet::new();
    for writer in writers {
        acknowledged.extend(writer.await.expect("the writer"));
    }
    assert!(acknowledged.len() > 20, "{}", acknowledged.len());

    let posted = || {
        first_posts(&receiver)
            .into_iter()
            .map(|(_, value)| value)
            .collect()
    };
    let is_complete = || {
        let is_in = |values: HashSet<String>| acknowledged.is_subset(&values);
        heard.iter().all(|heard| is_in(heard.values())) && is_in(posted())
    };
    let start = Instant::now();
    while !is_complete() && start.elapsed() < CATCH_UP {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop_following.cancel();
    for heard in &heard {
        heard.is_in_order_and_once();
        assert_eq!(
            missing(&acknowledged, &heard.values()),
            Vec::<&String>::new()
        );
    }
    assert_eq!(missing(&acknowledged, &posted()), Vec::<&String>::new());
    let cursors: Vec<_> = first_posts(&receiver)
        .into_iter()
        .map(|(cursor, _)| cursor)
        .collect();
    assert!(cursors.is_sorted(), "the webhook was told out of order");
}

/// Kills one process after the other, and restarts the database half-way.
async fn torment(processes: &mut [Process], database: &Arc<Database>) {
    let seconds = std::env::var("SOAK_SECONDS").ok();
    let seconds = seconds
        .and_then(|text| text.parse().ok())
        .unwrap_or(SECONDS);
    let (start, length) = (Instant::now(), Duration::from_secs(seconds));
    let (mut round, mut was_restarted) = (0, false);
    while start.elapsed() < length {
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
}

fn missing<'a>(expected: &'a HashSet<String>, arrived: &HashSet<String>) -> Vec<&'a String> {
    let is_missing = |value: &&String| !arrived.contains(*value);
    expected.iter().filter(is_missing).collect()
}

/// The first try of each signal, as place and value, in the order of arrival.
fn first_posts(receiver: &Receiver) -> Vec<((u64, u64), String)> {
    let mut known = HashSet::new();
    let mut posts = Vec::new();
    for post in receiver.posts() {
        let body = post.json();
        let cursor = place(body["data"]["cursor"].as_str().unwrap_or_default());
        let value = value(&body["data"]["arguments"]["update_data"]);
        if known.insert(cursor) {
            posts.push((cursor, value));
        }
    }
    posts
}

/// A cursor as what it orders by.
fn place(cursor: &str) -> (u64, u64) {
    let (transaction, position) = cursor.split_once('.').unwrap_or(("0", cursor));
    (
        transaction.parse().expect("a number"),
        position.parse().expect("a number"),
    )
}

/// What a writer set.
fn value(update: &Value) -> String {
    update["hobbies"].as_str().unwrap_or_default().to_owned()
}

async fn make_admin(database: &Database) {
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
