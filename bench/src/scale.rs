//! Several server processes on one PostgreSQL: what they do together, against one of them, and how long a signal takes from
//! one process to a subscriber of another.

use crate::Outcome;
use crate::accounts::{LOGIN, ME, MEMBERS, credentials, register, token_of};
use crate::load::{self, Connection};
use crate::people::{created, prepare, serve};
use crate::process::Program;
use crate::streams::{EMIT, SUBSCRIPTION, log_in};
use crate::watchers::Watchers;
use crate::writes::UPDATE;
use bytes::Bytes;
use serde_json::{Value, json};
use std::io::Write;
use std::time::Duration;
use tokio::task::JoinSet;

/// Numbers of processes; the first is what the others are compared with.
const PROCESSES: [usize; 3] = [1, 2, 4];
/// Signals whose way is measured.
const SIGNALS: usize = 200;

/// What the processes do together.
struct Figures {
    logins: f64,
    reads: f64,
    writes: f64,
    lag: Duration,
}

/// Measures everything and prints a table.
pub(crate) async fn run(seconds: u64, postgres: String) -> Outcome {
    let length = Duration::from_secs(seconds);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| processes | sign-ins/s | ratio | `me`/s | ratio | changed profiles/s | ratio | p99 of a signal, ms |\n\
         |---|---|---|---|---|---|---|---|"
    )?;
    let mut one: Option<Figures> = None;
    for processes in PROCESSES {
        let url = created(&postgres, "scale", processes).await?;
        let figures = measure(&url, processes, length).await?;
        let base = one.as_ref().unwrap_or(&figures);
        writeln!(
            out,
            "| {processes} | {:.0} | {:.2} | {:.0} | {:.2} | {:.0} | {:.2} | {:.1} |",
            figures.logins,
            figures.logins / base.logins,
            figures.reads,
            figures.reads / base.reads,
            figures.writes,
            figures.writes / base.writes,
            figures.lag.as_secs_f64() * 1e3,
        )?;
        one.get_or_insert(figures);
    }
    Ok(())
}

async fn measure(url: &str, processes: usize, length: Duration) -> Outcome<Figures> {
    prepare(url).await?;
    let mut servers = Vec::new();
    for _ in 0..processes {
        servers.push(serve(url).await?);
    }
    let (first, last) = (servers.first(), servers.last());
    let (first, last) = first.zip(last).ok_or("no process")?;
    register(first).await?;
    let mut tokens = Vec::new();
    for member in 0..MEMBERS {
        tokens.push(token_of(first, member).await?);
    }
    let none = vec![None; MEMBERS];
    let signed_in: Vec<_> = tokens.iter().cloned().map(Some).collect();
    let login = |member| load::body(LOGIN, &credentials(member));
    let update = |member: usize| {
        let hobbies = format!("{member} {:?}", std::time::Instant::now());
        load::body(UPDATE, &json!({ "input": { "hobbies": hobbies } }))
    };
    let figures = Figures {
        logins: together(&servers, &none, length, login).await?,
        reads: together(&servers, &signed_in, length, |_| {
            load::body(ME, &Value::Null)
        })
        .await?,
        writes: together(&servers, &signed_in, length, update).await?,
        lag: lag(first, last).await?,
    };
    for server in servers {
        server.stop().await?;
    }
    Ok(figures)
}

/// Requests per second of all members, spread over the processes.
async fn together(
    servers: &[Program],
    tokens: &[Option<String>],
    length: Duration,
    body: impl Fn(usize) -> Bytes + Clone + Send + Sync + 'static,
) -> Outcome<f64> {
    let mut running = JoinSet::new();
    for (member, token) in tokens.iter().enumerate() {
        let server = servers.iter().cycle().nth(member).ok_or("no process")?;
        let connection = Connection::open(&server.address, token.as_deref()).await?;
        let body = body.clone();
        let lane = load::saturate(vec![connection], length, move |_| body(member));
        running.spawn(lane);
    }
    let mut per_second = 0.0;
    while let Some(lane) = running.join_next().await {
        per_second += lane??.per_second();
    }
    Ok(per_second)
}

/// The 99th percentile of the time from a request to one process until a subscriber of another has its signal.
async fn lag(first: &Program, last: &Program) -> Outcome<Duration> {
    let authorization = format!("Bearer {}", log_in(first).await?);
    let hello = [
        json!({ "type": "connection_init", "payload": { "authorization": authorization } }),
        json!({ "type": "subscribe", "id": "1", "payload": { "query": SUBSCRIPTION } }),
    ];
    let watchers = Watchers::open(&last.address, 1, &hello).await?;
    last.quiet().await?;
    let emit = load::body(EMIT, &json!({}));
    let mut connection = Connection::open(&first.address, None).await?;
    let mut lags = Vec::new();
    for _ in 0..SIGNALS {
        lags.push(watchers.receive(1, connection.post(emit.clone())).await?);
    }
    lags.sort_unstable();
    Ok(lags.get(SIGNALS * 99 / 100).copied().unwrap_or_default())
}
