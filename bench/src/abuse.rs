//! An attack on passwords: guesses from many addresses, while owners sign in and a member reads.

use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use crate::{Failure, Outcome};
use bytes::Bytes;
use hyper::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const PASSWORD: &str = "secret123";
const ME: &str = "{ me { email } }";
const LOGIN: &str =
    "mutation($input: LoginInput!) { login(input: $input) { token errors { code } } }";
const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
/// Connections that guess: enough that guesses which wait do not slow the attack down.
const LANES: u32 = 1024;
/// Connections that prepare the accounts.
const PREPARING: usize = 8;
/// How often an owner signs in.
const OWNERS_EVERY: Duration = Duration::from_millis(200);
const READ_EVERY: Duration = Duration::from_millis(2);
const QUIET: Duration = Duration::from_secs(10);
/// An owner who waits longer counts as kept out.
const PROMPT: Duration = Duration::from_secs(2);

/// The size of the attack.
#[derive(Clone, Copy)]
pub(crate) struct Attack {
    pub(crate) length: Duration,
    pub(crate) accounts: usize,
    pub(crate) addresses: u32,
    pub(crate) guesses: u32,
}

/// Measures everything, prints a table, and fails if a target is missed.
pub(crate) async fn run(attack: Attack) -> Outcome {
    let folder = Folder::new()?;
    let settings = [("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = process::server(&folder.0, &settings).await?;
    prepare(&server, attack.accounts).await?;
    let token = token(&server).await?;
    let mut quiet = reads(&server, &token, QUIET).await?;
    let before = server.memory()?;
    let codes = Arc::new(Mutex::new(BTreeMap::new()));
    let (guessed, owners, reads, memory) = tokio::join!(
        guesses(&server, attack, &codes),
        owners(&server, attack),
        reads(&server, &token, attack.length),
        peak(&server, attack.length),
    );
    guessed?;
    let (mut reads, owners, memory) = (reads?, owners?, memory?);
    let prompt = owners.iter().filter(|wait| **wait <= PROMPT).count();
    let prompt = prompt as f64 / owners.len().max(1) as f64;
    let ratio = reads.p99().as_secs_f64() / quiet.p99().as_secs_f64();
    let mut out = std::io::stdout();
    let codes = format!("{:?}", codes.lock().unwrap_or_else(PoisonError::into_inner));
    writeln!(out, "guesses: {codes}; {} owners signed in", owners.len())?;
    writeln!(out, "| measured | value | target |\n|---|---|---|")?;
    writeln!(
        out,
        "| owners who signed in within 2 s | {:.1} % | ≥ 99 % |",
        prompt * 100.0
    )?;
    writeln!(out, "| p99 of `me`, against quiet | {ratio:.2} | ≤ 3 |")?;
    writeln!(
        out,
        "| memory, MiB; before | {memory:.1}; {before:.1} | < 300 |"
    )?;
    server.stop().await?;
    if prompt < 0.99 || ratio > 3.0 || memory >= 300.0 {
        return Err("a target was missed".into());
    }
    Ok(())
}

fn credentials(account: usize, password: &str) -> Value {
    json!({ "input": { "email": format!("member{account}@ucla.edu"), "password": password } })
}

/// The address of an account's owner.
fn home(account: usize) -> String {
    format!("10.0.{}.{}", account / 250, account % 250)
}

/// Registers the accounts and signs each owner in from home.
async fn prepare(server: &Program, accounts: usize) -> Outcome {
    let mut tasks = Vec::new();
    for lane in 0..PREPARING {
        let mut connection = Connection::open(&server.address, None).await?;
        tasks.push(tokio::spawn(async move {
            for account in (lane..accounts).step_by(PREPARING) {
                for mutation in [REGISTER, LOGIN] {
                    let body = load::body(mutation, &credentials(account, PASSWORD));
                    let (status, body) = connection.post_from(body, Some(&home(account))).await?;
                    if !status.is_success() {
                        return Err(String::from_utf8_lossy(&body).into_owned().into());
                    }
                }
            }
            Ok::<_, Failure>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn token(server: &Program) -> Outcome<String> {
    let mut connection = Connection::open(&server.address, None).await?;
    let body = load::body(LOGIN, &credentials(0, PASSWORD));
    let (_, response) = connection.post_from(body, Some(&home(0))).await?;
    let response: Value = serde_json::from_slice(&response)?;
    let token = response
        .pointer("/data/login/token")
        .and_then(Value::as_str);
    Ok(token.ok_or("no token")?.to_owned())
}

async fn reads(server: &Program, token: &str, length: Duration) -> Outcome<load::Measured> {
    let connection = Connection::open(&server.address, Some(token)).await?;
    load::pace(connection, length, READ_EVERY, load::body(ME, &Value::Null)).await
}

/// Guesses at a steady pace in total, each from one of the addresses at one of the accounts.
async fn guesses(
    server: &Program,
    attack: Attack,
    codes: &Arc<Mutex<BTreeMap<String, usize>>>,
) -> Outcome {
    let start = Instant::now();
    let every = Duration::from_secs(1) * LANES / attack.guesses;
    let mut tasks = Vec::new();
    for lane in 0..LANES {
        let mut connection = Connection::open(&server.address, None).await?;
        let codes = Arc::clone(codes);
        tasks.push(tokio::spawn(async move {
            let mut random = u64::from(lane) + 1;
            let mut due = start + every * lane / LANES;
            while start.elapsed() < attack.length {
                tokio::time::sleep_until(due.into()).await;
                due += every;
                let address = next(&mut random) % u64::from(attack.addresses);
                let client = format!(
                    "172.{}.{}.{}",
                    16 + address / 65_536,
                    address / 256 % 256,
                    address % 256
                );
                let account = usize::try_from(next(&mut random)).unwrap_or(0) % attack.accounts;
                let body = load::body(LOGIN, &credentials(account, "a wrong guess"));
                let (status, body) = connection.post_from(body, Some(&client)).await?;
                let code = code(status, &body);
                let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
                *codes.entry(code).or_default() += 1;
            }
            Ok::<_, Failure>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

fn code(status: StatusCode, body: &Bytes) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let refused = body.pointer("/data/login/errors/0/code");
    let failed = body.pointer("/errors/0/extensions/code");
    let code = refused.or(failed).and_then(Value::as_str);
    code.map_or_else(|| status.to_string(), str::to_owned)
}

/// A xorshift generator: the same attack each time.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 11
}

/// Signs owners in from home, one after another, and returns how long each waited. One who is refused waits forever.
async fn owners(server: &Program, attack: Attack) -> Outcome<Vec<Duration>> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    let mut account = 0;
    while start.elapsed() < attack.length {
        let mut connection = Connection::open(&server.address, None).await?;
        tasks.push(tokio::spawn(async move {
            let body = load::body(LOGIN, &credentials(account, PASSWORD));
            let begun = Instant::now();
            let (_, response) = connection.post_from(body, Some(&home(account))).await?;
            let response: Value = serde_json::from_slice(&response)?;
            let is_signed_in = response
                .pointer("/data/login/token")
                .is_some_and(Value::is_string);
            let waited = if is_signed_in {
                begun.elapsed()
            } else {
                Duration::MAX
            };
            Ok::<_, Failure>(waited)
        }));
        account = (account + 7) % attack.accounts;
        tokio::time::sleep(OWNERS_EVERY).await;
    }
    let mut waits = Vec::new();
    for task in tasks {
        waits.push(task.await??);
    }
    Ok(waits)
}

/// The most memory that the server used, looked at once a second.
async fn peak(server: &Program, length: Duration) -> Outcome<f64> {
    let start = Instant::now();
    let mut peak: f64 = 0.0;
    while start.elapsed() < length {
        peak = peak.max(server.memory()?);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(peak)
}
