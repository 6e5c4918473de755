//! An attack on passwords: guesses from many addresses, while owners sign in and a member reads.

use crate::attack::{
    self, Codes, LOGIN, ME, PASSWORD, Pace, credentials, home, next, peak, refusal, register,
    sign_in, token,
};
use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use crate::{Failure, Outcome};
use serde_json::Value;
use std::io::Write;
use std::time::{Duration, Instant};

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
    register(&server, attack.accounts).await?;
    sign_in(&server, attack.accounts).await?;
    let token = token(&server).await?;
    let mut quiet = reads(&server, &token, QUIET).await?;
    let before = server.memory()?;
    let (codes, refused) = (Codes::default(), Codes::default());
    let (guessed, owners, reads, memory) = tokio::join!(
        guesses(&server, attack, &codes),
        owners(&server, attack, &refused),
        reads(&server, &token, attack.length),
        peak(&server, attack.length),
    );
    guessed?;
    let (mut reads, owners, memory) = (reads?, owners?, memory?);
    let prompt = owners.iter().filter(|wait| **wait <= PROMPT).count();
    let prompt = prompt as f64 / owners.len().max(1) as f64;
    let ratio = reads.p99().as_secs_f64() / quiet.p99().as_secs_f64();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "guesses: {codes}; {} owners, refused: {refused}; the slowest took {:.1} s",
        owners.len(),
        slowest(&owners).as_secs_f64()
    )?;
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

async fn reads(server: &Program, token: &str, length: Duration) -> Outcome<load::Measured> {
    let connection = Connection::open(&server.address, Some(token)).await?;
    load::pace(connection, length, READ_EVERY, load::body(ME, &Value::Null)).await
}

/// Guesses at a steady pace in total, each from one of the addresses at one of the accounts.
async fn guesses(server: &Program, attack: Attack, codes: &Codes) -> Outcome {
    let pace = Pace {
        length: attack.length,
        per_second: attack.guesses,
        addresses: attack.addresses,
    };
    attack::fire(server, pace, codes, move |random| {
        let account = usize::try_from(next(random)).unwrap_or(0) % attack.accounts;
        load::body(LOGIN, &credentials(account, "a wrong guess"))
    })
    .await
}

/// Signs owners in from home, one after another, and returns how long each waited. One who is refused waits forever.
async fn owners(server: &Program, attack: Attack, refused: &Codes) -> Outcome<Vec<Duration>> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    let mut account = 0;
    while start.elapsed() < attack.length {
        let mut connection = Connection::open(&server.address, None).await?;
        let refused = refused.clone();
        tasks.push(tokio::spawn(async move {
            let body = load::body(LOGIN, &credentials(account, PASSWORD));
            let begun = Instant::now();
            let (status, response) = connection.post_from(body, Some(&home(account))).await?;
            let waited = match refusal(status, &response) {
                None => begun.elapsed(),
                Some(code) => {
                    refused.count(code);
                    Duration::MAX
                }
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

/// The longest wait of those who were not refused.
fn slowest(waits: &[Duration]) -> Duration {
    let waited = waits.iter().filter(|wait| **wait < Duration::MAX);
    waited.max().copied().unwrap_or_default()
}
