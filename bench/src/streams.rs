//! The live stream: what an idle subscriber costs, and how fast signals reach thousands of them, compared with a
//! prepared frame that is broadcast to as many bare WebSockets.

use crate::Outcome;
use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use crate::table::{Goal, Table};
use crate::watchers::Watchers;
use bytes::Bytes;
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::task::JoinSet;

/// Single signals that are measured.
const ROUNDS: usize = 15;
/// Signals of a burst, each committed separately.
const BURST: u64 = 20;
/// Longer than a server keeps the memory of a hash, in which a sign-in took 19 MiB.
const HASH_MEMORY_KEPT: Duration = Duration::from_secs(12);

pub(crate) const SUBSCRIPTION: &str = "subscription { signals { id cursor name sender occurredAt workflowId userId username email } }";
const LOGIN: &str = "mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }";
/// A request that fails and emits one signal.
pub(crate) const EMIT: &str =
    "mutation { verifyEmail(input: { token: \"unknown\" }) { errors { code } } }";

/// The measurements of one side of the comparison.
struct Speed {
    single: Duration,
    burst: Duration,
    /// Processor time of one delivery, which depends less on the load of other programs than elapsed time.
    cpu: Duration,
    /// Memory per idle subscriber, and the same after all bursts.
    kib: [f64; 2],
}

/// Measures everything.
pub(crate) async fn run(subscribers: usize) -> Outcome<Table> {
    process::allow_sockets(subscribers)?;
    let folder = Folder::new()?;
    create_admin(&folder).await?;
    let server = process::server(&folder.0, &[]).await?;
    let token = log_in(&server).await?;
    let authorization = format!("Bearer {token}");
    let hello = [
        json!({ "type": "connection_init", "payload": { "authorization": authorization } }),
        json!({ "type": "subscribe", "id": "1", "payload": { "query": SUBSCRIPTION } }),
    ];
    let (ours, bytes) = measure(&server, subscribers, &hello).await?;
    server.stop().await?;
    let bare = process::myself(&["bare-sockets", &bytes.to_string()]).await?;
    let (limit, _) = measure(&bare, subscribers, &[]).await?;
    bare.stop().await?;
    Ok(report(subscribers, &ours, &limit))
}

fn report(subscribers: usize, ours: &Speed, limit: &Speed) -> Table {
    let per_second =
        |speed: &Speed| (subscribers as u64 * BURST) as f64 / speed.burst.as_secs_f64();
    let milliseconds = |speed: &Speed| speed.single.as_secs_f64() * 1e3;
    let microseconds = |speed: &Speed| speed.cpu.as_secs_f64() * 1e6;
    let mut table = Table::default();
    table.add("idle subscriber, KiB", ours.kib[0], None, Goal::AtMost(6.0));
    let mut add = |name, of: &dyn Fn(&Speed) -> f64, goal| {
        table.add(name, of(ours), Some(of(limit)), goal);
    };
    add(
        "idle subscriber after the bursts, against bare sockets, KiB",
        &|speed| speed.kib[1],
        Goal::None,
    );
    add(
        "one signal to all, last delivery, ms",
        &milliseconds,
        Goal::AtMost(1.2),
    );
    add(
        "burst of 20, deliveries per second",
        &per_second,
        Goal::AtLeast(0.8),
    );
    add("CPU µs per delivery", &microseconds, Goal::AtMost(1.15));
    table
}

async fn measure(program: &Program, subscribers: usize, hello: &[Value]) -> Outcome<(Speed, u64)> {
    let emit = load::body(EMIT, &json!({}));
    let mut first = Connection::open(&program.address, None).await?;
    first.post(emit.clone()).await?;
    // The server gives back what the sign-in needed.
    tokio::time::sleep(HASH_MEMORY_KEPT).await;
    program.quiet().await?;
    let before = program.memory()?;
    let watchers = Watchers::open(&program.address, subscribers, hello).await?;
    // The server may not have read the last messages yet.
    program.quiet().await?;
    let kib =
        || Ok::<_, crate::Failure>((program.memory()? - before) * 1024.0 / subscribers as f64);
    let idle = kib()?;
    // The first connection was idle for longer than the server keeps it open.
    let mut connection = Connection::open(&program.address, None).await?;
    watchers.receive(1, connection.post(emit.clone())).await?;
    let before_signals = program.cpu()?;
    let mut singles = Vec::new();
    for _ in 0..ROUNDS {
        singles.push(watchers.receive(1, connection.post(emit.clone())).await?);
    }
    let mut bursts = Vec::new();
    for _ in 0..ROUNDS / 3 {
        let burst = burst(&program.address, &emit);
        bursts.push(watchers.receive(BURST, burst).await?);
    }
    let deliveries = (ROUNDS as u64 + (ROUNDS as u64 / 3) * BURST) * subscribers as u64;
    let spent = program.cpu()? - before_signals;
    let speed = Speed {
        cpu: spent.div_f64(deliveries as f64),
        single: median(singles),
        burst: median(bursts),
        kib: [idle, kib()?],
    };
    Ok((speed, watchers.bytes()))
}

async fn burst(address: &str, emit: &Bytes) -> Outcome {
    let mut posts = JoinSet::new();
    for _ in 0..BURST {
        let (address, emit) = (address.to_owned(), emit.clone());
        posts.spawn(async move { Connection::open(&address, None).await?.post(emit).await });
    }
    while let Some(posted) = posts.join_next().await {
        posted??;
    }
    Ok(())
}

fn median(mut lengths: Vec<Duration>) -> Duration {
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or_default()
}

pub(crate) async fn create_admin(folder: &Folder) -> Outcome {
    let mut command = Command::new(process::binary("bruinbridge"));
    let database = format!("sqlite://{}?mode=rwc", folder.0.join("bench.db").display());
    let mut child = command
        .args(["admin", "create", "--username", "watcher"])
        .args(["--email", "watcher@ucla.edu", "--password-stdin"])
        .env("DATABASE_URL", database)
        .env("LOG_LEVEL", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    input.write_all(b"secret123\n").await?;
    drop(input);
    child.wait().await?;
    Ok(())
}

pub(crate) async fn log_in(server: &Program) -> Outcome<String> {
    let input = json!({ "input": { "username": "watcher", "password": "secret123" } });
    let mut connection = Connection::open(&server.address, None).await?;
    let response = connection.post(load::body(LOGIN, &input)).await?;
    let response: Value = serde_json::from_slice(&response)?;
    let token = response
        .pointer("/data/loginAdmin/token")
        .and_then(Value::as_str);
    Ok(token.ok_or("no token")?.to_owned())
}
