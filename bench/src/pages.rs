//! A page of 50 accounts, compared with a hand-tuned GraphQL server that has nothing in the way.

use crate::Outcome;
use crate::load::{self, Connection};
use crate::process::{self, Folder};
use crate::streams::{create_admin, log_in};
use crate::table::{Goal, Table};
use crate::writes::cost;
use serde_json::{Value, json};
use std::time::Duration;

const ACCOUNTS: usize = 60;
const PAGE: &str = "{ users(first: 50) { edges { node { id email fullName dateJoined } } } }";
const BARE_PAGE: &str = "{ users(first: 50) { id email name created } }";
const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";

/// Measures everything.
pub(crate) async fn run(seconds: u64) -> Outcome<Table> {
    let length = Duration::from_secs(seconds);
    let folder = Folder::new()?;
    create_admin(&folder).await?;
    let server = process::server(&folder.0, &[]).await?;
    let token = log_in(&server).await?;
    let mut connection = Connection::open(&server.address, None).await?;
    for number in 0..ACCOUNTS {
        let email = format!("member{number}@ucla.edu");
        let input = json!({ "input": { "email": email, "password": "secret123" } });
        connection.post(load::body(REGISTER, &input)).await?;
    }
    let file = folder.0.join("bench.db").display().to_string();
    let bare = process::myself(&["bare-page", &file]).await?;
    let (mut ours, mut limit) = (f64::MAX, f64::MAX);
    // In turns, the best of three each: what else the machine does only makes them slower.
    for _ in 0..3 {
        let page = |_| load::body(BARE_PAGE, &Value::Null);
        limit = limit.min(cost(&bare, None, length / 3, page).await?.0);
        let page = |_| load::body(PAGE, &Value::Null);
        ours = ours.min(cost(&server, Some(&token), length / 3, page).await?.0);
    }
    bare.stop().await?;
    server.stop().await?;
    let mut table = Table::default();
    let name = "CPU µs per page of 50 accounts, against a hand-tuned server";
    table.add(name, ours, Some(limit), Goal::AtMost(1.5));
    Ok(table)
}
