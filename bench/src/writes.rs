//! Writes, each of which is on the disk before its response: changes of a profile, and registrations that are refused.

use crate::Outcome;
use crate::accounts::{register, token};
use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use crate::table::{Goal, Table};
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Requests that wait at the same time.
const WAITING: usize = 32;
pub(crate) const UPDATE: &str = "mutation($input: ProfileInput!) { updateProfile(input: $input) { user { id } errors { code } } }";
const REFUSED: &str = "mutation { register(input: { email: \"x@ucla.edu\", password: \"short\" }) { errors { code } } }";

/// Measures everything.
pub(crate) async fn run(seconds: u64) -> Outcome<Table> {
    let length = Duration::from_secs(seconds);
    let folder = Folder::new()?;
    let server = process::server(&folder.0, &[]).await?;
    register(&server).await?;
    let token = token(&server).await?;
    static CHANGES: AtomicU64 = AtomicU64::new(0);
    let update = |_| {
        let hobbies = CHANGES.fetch_add(1, Ordering::Relaxed).to_string();
        load::body(UPDATE, &json!({ "input": { "hobbies": hobbies } }))
    };
    let (cpu, per_second) = cost(&server, Some(&token), length, update).await?;
    let mut table = Table::default();
    table.add("CPU µs per changed profile", cpu, None, Goal::AtMost(300.0));
    let goal = Goal::AtLeast(3000.0);
    table.add(
        "changed profiles per second, 32 waiting",
        per_second,
        None,
        goal,
    );
    let refused = |_| load::body(REFUSED, &Value::Null);
    let (cpu, per_second) = cost(&server, None, length, refused).await?;
    let goal = Goal::AtMost(200.0);
    table.add("CPU µs per refused registration", cpu, None, goal);
    let goal = Goal::AtLeast(5000.0);
    table.add(
        "refused registrations per second, 32 waiting",
        per_second,
        None,
        goal,
    );
    server.stop().await?;
    Ok(table)
}

/// The server's processor time for one request in microseconds, and requests per second.
pub(crate) async fn cost(
    program: &Program,
    token: Option<&str>,
    length: Duration,
    body: impl Fn(usize) -> Bytes + Clone + Send + Sync + 'static,
) -> Outcome<(f64, f64)> {
    let mut connections = Vec::new();
    for _ in 0..WAITING {
        connections.push(Connection::open(&program.address, token).await?);
    }
    let before = program.cpu()?;
    let measured = load::saturate(connections, length, body).await?;
    let used = program.cpu()? - before;
    let each = used.as_secs_f64() * 1e6 / measured.latencies.len() as f64;
    Ok((each, measured.per_second()))
}
