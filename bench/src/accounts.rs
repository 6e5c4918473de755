//! Member accounts: the cost of a sign-in, a read and an idle server, each as a ratio to its reference.

use crate::Outcome;
use crate::hashes::{self, Code};
use crate::load::{self, Connection, Measured};
use crate::process::{self, Folder, Program};
use crate::table::{Goal, Table};
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const MEMBERS: usize = 16;
/// How long after its start a server has run each of its jobs.
const ALL_JOBS_RAN: Duration = Duration::from_secs(2);
pub(crate) const ME: &str = "{ me { email firstName lastName role year } }";
pub(crate) const LOGIN: &str =
    "mutation($input: LoginInput!) { login(input: $input) { token errors { code } } }";
const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";

/// Measures everything.
pub(crate) async fn run(seconds: u64) -> Outcome<Table> {
    let length = Duration::from_secs(seconds);
    let folder = Folder::new()?;
    let (cold, idle) = cold_starts(&folder).await?;
    let server = process::server(&folder.0, &[]).await?;
    register(&server).await?;
    let raw = hashes::per_second(Code::Simd, length);
    let portable = hashes::per_second(Code::Portable, length);
    let before = server.cpu()?;
    let signed_in = logins(&server, length).await?;
    let cpu = milliseconds(server.cpu()? - before) / signed_in.latencies.len() as f64;
    let logins = signed_in.per_second();
    // Only now: an account keeps its newest sessions.
    let token = token(&server).await?;
    let bare = process::myself(&["bare", &folder.0.join("bench.db").display().to_string()]).await?;
    let limit = cost_of_read(&bare, None, length).await?;
    let me = cost_of_read(&server, Some(&token), length).await?;
    bare.stop().await?;
    let quiet = paced_reads(&server, &token, length).await?;
    let storm = reads_in_storm(&server, &token, length).await?;

    let mut table = Table::default();
    table.add(
        "sign-ins per second, against raw hashes",
        logins,
        Some(raw),
        Goal::AtLeast(0.9),
    );
    table.add(
        "raw hashes per second with SIMD code, against portable code",
        raw,
        Some(portable),
        Goal::None,
    );
    let hash = 1000.0 * hashes::processors() as f64 / raw;
    table.add("CPU ms of a hash", hash, None, Goal::None);
    table.add(
        "CPU ms per sign-in",
        cpu,
        None,
        Goal::AtMost(round(hash + 1.5)),
    );
    table.add(
        "CPU µs per `me`, against axum with one sqlx row",
        me,
        Some(limit),
        Goal::AtMost(1.5),
    );
    table.add(
        "p99 of `me` during many sign-ins, against quiet, ms",
        milliseconds(storm),
        Some(milliseconds(quiet)),
        Goal::AtMost(3.0),
    );
    table.add("idle memory, MiB", idle, None, Goal::AtMost(18.0));
    let size = std::fs::metadata(process::binary("bruinbridge"))?.len();
    table.add(
        "binary, MiB",
        size as f64 / 1_048_576.0,
        None,
        Goal::AtMost(18.0),
    );
    table.add(
        "cold start to the first response, ms",
        milliseconds(cold),
        None,
        Goal::AtMost(40.0),
    );
    server.stop().await?;
    Ok(table)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The median of five starts with an existing database, and the memory of a server that did nothing else.
async fn cold_starts(folder: &Folder) -> Outcome<(Duration, f64)> {
    process::server(&folder.0, &[]).await?.stop().await?;
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for _ in 0..5 {
        let server = process::server(&folder.0, &[]).await?;
        let ready = std::time::Instant::now();
        Connection::open(&server.address, None)
            .await?
            .post(load::body("{ __typename }", &Value::Null))
            .await?;
        starts.push(server.ready_after + ready.elapsed());
        tokio::time::sleep(ALL_JOBS_RAN).await;
        memory = server.memory()?;
        server.stop().await?;
    }
    starts.sort_unstable();
    Ok((starts.get(2).copied().unwrap_or_default(), memory))
}

pub(crate) fn credentials(member: usize) -> Value {
    json!({ "input": { "email": format!("member{member}@ucla.edu"), "password": "secret123" } })
}

pub(crate) async fn register(server: &Program) -> Outcome {
    let mut connection = Connection::open(&server.address, None).await?;
    for member in 0..MEMBERS {
        connection
            .post(load::body(REGISTER, &credentials(member)))
            .await?;
    }
    Ok(())
}

/// Signs in the first member.
pub(crate) async fn token(server: &Program) -> Outcome<String> {
    token_of(server, 0).await
}

/// Signs in a member.
pub(crate) async fn token_of(server: &Program, member: usize) -> Outcome<String> {
    let response = Connection::open(&server.address, None)
        .await?
        .post(load::body(LOGIN, &credentials(member)))
        .await?;
    let response: Value = serde_json::from_slice(&response)?;
    Ok(response
        .pointer("/data/login/token")
        .and_then(Value::as_str)
        .ok_or("no token")?
        .to_owned())
}

fn login_body(lane: usize) -> Bytes {
    // The first member stays signed in, to read.
    load::body(LOGIN, &credentials(1 + lane % (MEMBERS - 1)))
}

async fn logins(server: &Program, length: Duration) -> Outcome<Measured> {
    let mut connections = Vec::new();
    for _ in 0..MEMBERS {
        connections.push(Connection::open(&server.address, None).await?);
    }
    load::saturate(connections, length, login_body).await
}

/// The server's processor time for one read, in microseconds.
async fn cost_of_read(program: &Program, token: Option<&str>, length: Duration) -> Outcome<f64> {
    let mut connections = Vec::new();
    for _ in 0..8 {
        connections.push(Connection::open(&program.address, token).await?);
    }
    let body = load::body(ME, &Value::Null);
    let before = program.cpu()?;
    let measured = load::saturate(connections, length, move |_| body.clone()).await?;
    let used = program.cpu()? - before;
    Ok(used.as_secs_f64() * 1e6 / measured.latencies.len() as f64)
}

async fn paced_reads(server: &Program, token: &str, length: Duration) -> Outcome<Duration> {
    let connection = Connection::open(&server.address, Some(token)).await?;
    let every = Duration::from_millis(2);
    Ok(
        load::pace(connection, length, every, load::body(ME, &Value::Null))
            .await?
            .p99(),
    )
}

async fn reads_in_storm(server: &Program, token: &str, length: Duration) -> Outcome<Duration> {
    let (storm, reads) = tokio::join!(logins(server, length), paced_reads(server, token, length));
    storm?;
    reads
}

fn milliseconds(length: Duration) -> f64 {
    length.as_secs_f64() * 1e3
}
