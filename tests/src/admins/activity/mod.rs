//! Who did what to whom, as administrators see it.

mod log;
mod people;
mod words;

use serde_json::{Value, json};

use crate::harness::{Client, Server};

/// Everything that happened and passes a filter, newest first.
async fn entries(admin: &Client, filter: Value) -> Vec<Value> {
    let document =
        "query($filter: ActivityFilter) { activity(filter: $filter, first: 100) { nodes {
        id kind succeeded sentence actor { email } subjects { email } signal { id name } } } }";
    let mut data = admin.run(document, json!({ "filter": filter })).await;
    let nodes = data["activity"]["nodes"].take();
    nodes.as_array().expect("nodes").clone()
}

/// The sentences of what happened, newest first.
async fn sentences(admin: &Client, filter: Value) -> Vec<String> {
    let entries = entries(admin, filter).await;
    let sentence = |entry: &Value| entry["sentence"].as_str().expect("a sentence").to_owned();
    entries.iter().map(sentence).collect()
}

/// Registers someone with a name.
async fn person(server: &Server, first_name: &str, role: &str) -> Client {
    let email = format!("{}@ucla.edu", first_name.to_lowercase());
    let client = match role {
        "MENTOR" => server.mentor(&email).await,
        _ => server.member(&email).await,
    };
    let input = json!({ "firstName": first_name, "lastName": "Lee" });
    client.accept("updateProfile", input, "").await;
    client
}
