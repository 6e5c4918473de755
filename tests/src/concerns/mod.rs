//! Concerns: who may raise them about whom, who reads them, and what is left of them.

mod private;
mod queue;
mod raising;

use serde_json::{Value, json};

use crate::harness::Client;

/// Raises a concern and returns its id.
async fn raise(member: &Client, about: Option<&Client>, text: &str) -> String {
    let about = match about {
        Some(about) => json!(about.id().await),
        None => Value::Null,
    };
    let input = json!({ "about": about, "text": text });
    let payload = member.accept("raiseConcern", input, "id").await;
    payload["id"].as_str().expect("an id").to_owned()
}

/// Returns the queue as an administrator sees it.
async fn queue(admin: &Client, arguments: &str) -> Vec<Value> {
    let document = format!(
        "{{ concerns{arguments} {{ nodes {{ id state text note createdAt resolvedAt raisedBy {{ email }} \
         about {{ id email role }} resolvedBy {{ email }} }} }} }}"
    );
    let mut data = admin.run(&document, json!({})).await;
    serde_json::from_value(data["concerns"]["nodes"].take()).expect("concerns")
}
