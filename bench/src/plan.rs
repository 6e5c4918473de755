//! How long an exact plan for a whole program takes, from the proposal to the last match, and how much memory and space.

use crate::Outcome;
use crate::crowd::Database;
use crate::load::{self, Connection};
use crate::people::{admin, created, prepare, response, serve};
use crate::process::Folder;
use crate::scores::fill;
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, Instant};

/// How often to look whether a plan is ready.
const INTERVAL: Duration = Duration::from_millis(100);
/// Seats of each mentor: as many as there are by default, and so few that many mentees compete.
const SEATS: [u32; 2] = [5, 2];

const PROPOSE: &str =
    "mutation($input: ProposeMatchingInput!) { proposeMatching(input: $input) { plan { id } } }";
const STATE: &str =
    "query($id: ID!) { matchingPlan(id: $id) { state total matched score isOptimal } }";
const PUBLISH: &str = "mutation($input: PublishMatchingInput!) { publishMatching(input: $input) { matched refused } }";

/// Measures on SQLite, or on PostgreSQL if a URL is given.
pub(crate) async fn run(mentees: usize, mentors: usize, postgres: Option<String>) -> Outcome {
    for seats in SEATS {
        for objective in ["BEST_FIT", "MOST_MATCHED"] {
            let folder = Folder::new()?;
            let file = folder.0.join("plan.db");
            let (name, url) = match &postgres {
                Some(url) => ("PostgreSQL", created(url, "plan", mentees).await?),
                None => ("SQLite", format!("sqlite://{}?mode=rwc", file.display())),
            };
            prepare(&url).await?;
            let mut database = Database::open(&url).await?;
            fill(&mut database, mentees, mentors).await?;
            // Only the plan is measured.
            database.run("DELETE FROM stale_scores").await?;
            let limit = format!("UPDATE users SET own_capacity = {seats} WHERE role = 'MENTOR'");
            database.run(&limit).await?;
            database.finish().await?;
            let title = format!("| {name} | {mentees} × {mentors} | {seats} | {objective}");
            measure(&url, &mut database, objective, &title).await?;
        }
    }
    Ok(())
}

async fn measure(url: &str, database: &mut Database, objective: &str, title: &str) -> Outcome {
    let before = database.size().await?;
    let server = serve(url).await?;
    let token = admin(&server).await?;
    let mut connection = Connection::open(&server.address, Some(&token)).await?;
    let idle = server.memory()?;
    let start = Instant::now();
    let input = json!({ "input": { "objective": objective, "seed": "bench" } });
    let proposed = response(&mut connection, &load::body(PROPOSE, &input)).await?;
    let id = proposed.pointer("/data/proposeMatching/plan/id");
    let id = id.ok_or("no plan")?.clone();
    let plan = ready(&mut connection, &id).await?;
    let (length, peak) = (start.elapsed(), server.peak_memory()?);
    database.finish().await?;
    let after = database.size().await?;
    let start = Instant::now();
    let input = json!({ "input": { "id": id } });
    let published = response(&mut connection, &load::body(PUBLISH, &input)).await?;
    let publication = start.elapsed();
    server.stop().await?;
    let (matched, score) = (number(&plan, "/matched")?, number(&plan, "/score")?);
    let published = number(&published, "/data/publishMatching/matched")?;
    writeln!(
        std::io::stdout(),
        "{title} | {matched} | {score} | {:.1} s | {idle:.0} | {peak:.0} | {:.1} | {published} in {:.1} s |",
        length.as_secs_f64(),
        (after - before) as f64 / 1_048_576.0,
        publication.as_secs_f64(),
    )?;
    Ok(())
}

/// Waits until a plan is ready.
async fn ready(connection: &mut Connection, id: &Value) -> Outcome<Value> {
    loop {
        let found = response(connection, &load::body(STATE, &json!({ "id": id }))).await?;
        let plan = found.pointer("/data/matchingPlan").ok_or("no plan")?;
        match plan.get("state").and_then(Value::as_str) {
            Some("COMPUTING") => tokio::time::sleep(INTERVAL).await,
            Some("READY") if plan.get("isOptimal") == Some(&json!(true)) => return Ok(plan.clone()),
            _ => return Err(format!("the plan is not ready: {plan}").into()),
        }
    }
}

fn number(value: &Value, pointer: &str) -> Outcome<i64> {
    let number = value.pointer(pointer).and_then(Value::as_i64);
    Ok(number.ok_or_else(|| format!("no {pointer} in {value}"))?)
}
