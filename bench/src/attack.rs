//! What attacks have in common: the accounts that are attacked, their owners, and the addresses of the attackers.

use crate::load::{self, Connection};
use crate::process::Program;
use crate::{Failure, Outcome};
use bytes::Bytes;
use hyper::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub(crate) const PASSWORD: &str = "secret123";
pub(crate) const ME: &str = "{ me { email } }";
pub(crate) const LOGIN: &str =
    "mutation($input: LoginInput!) { login(input: $input) { token errors { code } } }";
pub(crate) const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
/// Connections that prepare the accounts.
const PREPARING: usize = 8;
/// Connections of attackers: enough that requests which wait do not slow the attack down.
const LANES: u32 = 1024;

pub(crate) fn credentials(account: usize, password: &str) -> Value {
    json!({ "input": { "email": format!("member{account}@ucla.edu"), "password": password } })
}

/// The address of an account's owner.
pub(crate) fn home(account: usize) -> String {
    format!("10.0.{}.{}", account / 250, account % 250)
}

/// Registers the accounts, each from its owner's address.
pub(crate) async fn register(server: &Program, accounts: usize) -> Outcome {
    for_each(server, REGISTER, accounts).await
}

/// Signs each owner in from home.
pub(crate) async fn sign_in(server: &Program, accounts: usize) -> Outcome {
    for_each(server, LOGIN, accounts).await
}

async fn for_each(server: &Program, mutation: &'static str, accounts: usize) -> Outcome {
    let mut tasks = Vec::new();
    for lane in 0..PREPARING {
        let mut connection = Connection::open(&server.address, None).await?;
        tasks.push(tokio::spawn(async move {
            for account in (lane..accounts).step_by(PREPARING) {
                let body = load::body(mutation, &credentials(account, PASSWORD));
                let (status, body) = connection.post_from(body, Some(&home(account))).await?;
                if let Some(code) = refusal(status, &body) {
                    return Err(code.into());
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

/// Signs the first owner in and returns the session's token.
pub(crate) async fn token(server: &Program) -> Outcome<String> {
    let mut connection = Connection::open(&server.address, None).await?;
    let body = load::body(LOGIN, &credentials(0, PASSWORD));
    let (_, response) = connection.post_from(body, Some(&home(0))).await?;
    let response: Value = serde_json::from_slice(&response)?;
    let token = response
        .pointer("/data/login/token")
        .and_then(Value::as_str);
    Ok(token.ok_or("no token")?.to_owned())
}

/// The code of the first error in a response, or its status if it is no success; it says so if the client does not
/// learn when to try again. None if nothing was refused.
pub(crate) fn refusal(status: StatusCode, body: &Bytes) -> Option<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let data = body.get("data").and_then(Value::as_object);
    let mut fields = data.into_iter().flatten();
    let refused = fields.find_map(|(_, field)| field.pointer("/errors/0/code"));
    let failed = body.pointer("/errors/0/extensions/code");
    let has_time = body.pointer("/errors/0/extensions/retryAfter").is_some();
    match refused.or(failed).and_then(Value::as_str) {
        Some(code @ ("BUSY" | "RATE_LIMITED")) if !has_time => {
            Some(format!("{code} without retryAfter"))
        }
        Some(code) => Some(code.to_owned()),
        None => (!status.is_success()).then(|| status.to_string()),
    }
}

/// A xorshift generator: the same attack each time.
pub(crate) fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 11
}

/// The most memory that the server used, looked at once a second.
pub(crate) async fn peak(server: &Program, length: Duration) -> Outcome<f64> {
    let start = Instant::now();
    let mut peak: f64 = 0.0;
    while start.elapsed() < length {
        peak = peak.max(server.memory()?);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(peak)
}

/// How often each code was the response.
#[derive(Clone, Default)]
pub(crate) struct Codes(Arc<Mutex<BTreeMap<String, usize>>>);

impl Codes {
    /// Counts a response.
    pub(crate) fn count(&self, code: String) {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *codes.entry(code).or_default() += 1;
    }

    /// Whether no other code than these was a response.
    pub(crate) fn are_only(&self, allowed: &[&str]) -> bool {
        let codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.keys().all(|code| allowed.contains(&code.as_str()))
    }
}

impl std::fmt::Display for Codes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{:?}",
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        )
    }
}

/// Requests that come at a steady pace in total, each from one of many addresses.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) length: Duration,
    pub(crate) per_second: u32,
    pub(crate) addresses: u32,
}

/// Sends the requests that `body` makes from random numbers, and counts the codes of the responses.
pub(crate) async fn fire(
    server: &Program,
    pace: Pace,
    codes: &Codes,
    body: impl Fn(&mut u64) -> Bytes + Clone + Send + 'static,
) -> Outcome {
    let start = Instant::now();
    let every = Duration::from_secs(1) * LANES / pace.per_second;
    let mut tasks = Vec::new();
    for lane in 0..LANES {
        let mut connection = Connection::open(&server.address, None).await?;
        let (codes, body) = (codes.clone(), body.clone());
        tasks.push(tokio::spawn(async move {
            let mut random = u64::from(lane) + 1;
            let mut due = start + every * lane / LANES;
            while start.elapsed() < pace.length {
                tokio::time::sleep_until(due.into()).await;
                due += every;
                let client = address(&mut random, pace.addresses);
                let body = body(&mut random);
                let (status, body) = connection.post_from(body, Some(&client)).await?;
                codes.count(refusal(status, &body).unwrap_or_else(|| "none".to_owned()));
            }
            Ok::<_, Failure>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

fn address(random: &mut u64, addresses: u32) -> String {
    let address = next(random) % u64::from(addresses);
    format!(
        "172.{}.{}.{}",
        16 + address / 65_536,
        address / 256 % 256,
        address % 256
    )
}
