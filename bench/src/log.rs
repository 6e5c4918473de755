//! The log of signals: what reading costs with 1,000 signals and with 2,000,000.

use crate::Outcome;
use crate::crowd::Database;
use crate::load::{self, Connection};
use crate::people::{admin, created, median, prepare, response, serve};
use crate::process::{Folder, Program};
use crate::watchers::Watchers;
use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::time::timeout;

/// The small log.
const FEW: usize = 1000;
/// Repetitions of each measurement; the median counts.
const ROUNDS: usize = 31;
/// How long the idle server is measured.
const IDLE: Duration = Duration::from_secs(20);
/// Signals that a subscriber missed.
const MISSED: u64 = 200;
const TIMEOUT: Duration = Duration::from_secs(30);

/// A request that fails and emits one signal.
const EMIT: &str = "mutation { verifyEmail(input: { token: \"unknown\" }) { errors { code } } }";
const NODES: &str = "nodes { id cursor name sender occurredAt workflowId userId username email }";

/// Pages of `signals`: a name and the arguments.
const PAGES: &[(&str, &str)] = &[
    ("a page of `signals` at the end, ms", "last: 50"),
    ("the same from a cursor, ms", "first: 50, after: \"CURSOR\""),
    (
        "of three names, ms",
        "first: 50, after: \"CURSOR\", filter: { names: [USER_REGISTERED, USER_DELETED, MENTEE_ADDED] }",
    ),
    (
        "of three names from the start, ms",
        "first: 50, filter: { names: [USER_REGISTERED, USER_DELETED, MENTEE_ADDED] }",
    ),
    (
        "of one sender, ms",
        "last: 50, filter: { senders: [USER_MANAGER] }",
    ),
];

type Measured = Vec<(&'static str, f64)>;

/// Measures on SQLite, or on PostgreSQL if a URL is given, and prints a table.
pub(crate) async fn run(signals: usize, postgres: Option<String>) -> Outcome {
    if let Some(url) = postgres {
        let few = measure(&created(&url, "log", FEW).await?, FEW).await?;
        let many = measure(&created(&url, "log", signals).await?, signals).await?;
        return report("PostgreSQL", signals, &few, &many);
    }
    let folder = Folder::new()?;
    let file = |signals: usize| {
        let file = folder.0.join(format!("{signals}.db"));
        format!("sqlite://{}?mode=rwc", file.display())
    };
    let few = measure(&file(FEW), FEW).await?;
    let many = measure(&file(signals), signals).await?;
    report("SQLite", signals, &few, &many)
}

async fn measure(url: &str, signals: usize) -> Outcome<Measured> {
    prepare(url).await?;
    let mut database = Database::open(url).await?;
    database.fill_log(signals).await?;
    let server = serve(url).await?;
    let token = admin(&server).await?;
    let mut measured = vec![
        (
            "request to subscriber, ms",
            delivery(&server, &token).await?,
        ),
        ("idle, % of a core", idle(&server, &mut database).await?),
    ];
    measured.extend(pages(&server, &token).await?);
    measured.push((
        "a subscriber catching up on 200 signals, ms",
        catching_up(&server, &token).await?,
    ));
    let (round, idle) = webhook(&server, &token, &mut database).await?;
    measured.push(("request to webhook, ms", round));
    measured.push(("idle with the webhook, % of a core", idle));
    server.stop().await?;
    Ok(measured)
}

/// The time from a request until the only subscriber has the signal that it emits.
async fn delivery(server: &Program, token: &str) -> Outcome<f64> {
    let watchers = Watchers::open(&server.address, 1, &hello(token, "")).await?;
    server.quiet().await?;
    let mut connection = Connection::open(&server.address, None).await?;
    let mut lengths = Vec::new();
    for _ in 0..ROUNDS {
        let emit = connection.post(load::body(EMIT, &Value::Null));
        lengths.push(watchers.receive(1, emit).await?);
    }
    Ok(middle(lengths))
}

async fn idle(server: &Program, database: &mut Database) -> Outcome<f64> {
    server.quiet().await?;
    let processes = database.processes().await?;
    let before = server.exact_cpu(&processes)?;
    tokio::time::sleep(IDLE).await;
    let spent = server.exact_cpu(&processes)? - before;
    Ok(spent.as_secs_f64() / IDLE.as_secs_f64() * 100.0)
}

async fn pages(server: &Program, token: &str) -> Outcome<Measured> {
    let mut connection = Connection::open(&server.address, Some(token)).await?;
    let cursor = cursor_before_end(&mut connection, 60).await?;
    let mut measured = Vec::new();
    for (name, arguments) in PAGES {
        let arguments = arguments.replace("CURSOR", &cursor);
        let document = format!("{{ signals({arguments}) {{ {NODES} }} }}");
        let length = median(&mut connection, &load::body(&document, &Value::Null)).await?;
        measured.push((*name, milliseconds(length)));
    }
    Ok(measured)
}

/// The cursor after which the log holds `count` signals.
async fn cursor_before_end(connection: &mut Connection, count: u64) -> Outcome<String> {
    let mut before = String::new();
    let mut left = count + 1;
    while left > 0 {
        let step = left.min(100);
        let document = format!("{{ signals(last: {step}{before}) {{ edges {{ cursor }} }} }}");
        let found = response(connection, &load::body(&document, &Value::Null)).await?;
        let first = found.pointer("/data/signals/edges/0/cursor");
        let first = first.and_then(Value::as_str).ok_or("an empty log")?;
        before = format!(", before: \"{first}\"");
        left -= step;
        if left == 0 {
            return Ok(first.to_owned());
        }
    }
    Err("the count is zero".into())
}

/// The time from opening a socket until it has received the signals that it missed.
async fn catching_up(server: &Program, token: &str) -> Outcome<f64> {
    let mut connection = Connection::open(&server.address, Some(token)).await?;
    let cursor = cursor_before_end(&mut connection, MISSED).await?;
    let hello = hello(token, &format!("(after: \"{cursor}\")"));
    let mut lengths = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let watchers = Watchers::open(&server.address, 1, &hello).await?;
        watchers.have_received(MISSED).await?;
        lengths.push(start.elapsed());
    }
    Ok(middle(lengths))
}

fn hello(token: &str, arguments: &str) -> [Value; 2] {
    let query = format!(
        "subscription {{ signals{arguments} {{ id cursor name sender occurredAt workflowId userId username email }} }}"
    );
    [
        json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }),
        json!({ "type": "subscribe", "id": "1", "payload": { "query": query } }),
    ]
}

/// The time from a request until an endpoint has the signal that it emits, and the load of the idle server with that
/// webhook.
async fn webhook(server: &Program, token: &str, database: &mut Database) -> Outcome<(f64, f64)> {
    let posted = Arc::new(Notify::new());
    let address = receiver(Arc::clone(&posted)).await?;
    let mut admin = Connection::open(&server.address, Some(token)).await?;
    let create = "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret errors { code } } }";
    let filter = json!({ "names": ["USER_EMAIL_VERIFICATION_FAILED", "USER_DELETED"] });
    let input = json!({ "input": { "url": format!("http://{address}/"), "filter": filter } });
    let created = response(&mut admin, &load::body(create, &input)).await?;
    if created
        .pointer("/data/createWebhook/secret")
        .is_none_or(Value::is_null)
    {
        return Err(format!("no webhook: {created}").into());
    }
    let mut connection = Connection::open(&server.address, None).await?;
    let mut lengths = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        connection.post(load::body(EMIT, &Value::Null)).await?;
        timeout(TIMEOUT, posted.notified()).await?;
        lengths.push(start.elapsed());
    }
    Ok((middle(lengths), idle(server, database).await?))
}

/// Starts a webhook endpoint on a free port.
async fn receiver(posted: Arc<Notify>) -> Outcome<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let router = Router::new().route("/", post(async move || posted.notify_one()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn middle(mut lengths: Vec<Duration>) -> f64 {
    lengths.sort_unstable();
    milliseconds(lengths.get(lengths.len() / 2).copied().unwrap_or_default())
}

fn milliseconds(length: Duration) -> f64 {
    length.as_secs_f64() * 1e3
}

fn report(database: &str, signals: usize, few: &Measured, many: &Measured) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| {database} | {FEW} signals | {signals} signals | ratio |\n|---|---|---|---|"
    )?;
    for ((name, few), (_, many)) in few.iter().zip(many) {
        writeln!(out, "| {name} | {few:.2} | {many:.2} | {:.2} |", many / few)?;
    }
    Ok(())
}
