//! Requests of mentees and offers of mentors.

mod asking;
mod at_the_same_time;
mod blocks;
mod deciding;
mod leaving;
mod private;
mod waiting;

use serde_json::{Value, json};

use crate::harness::Client;

const REQUEST: &str = "request { id kind state note position mentor { id email } mentee { id email matchedAt } menteeEmail }";

/// A mentee asks a mentor and returns the request.
async fn ask(mentee: &Client, mentor: &Client) -> Value {
    let input = json!({ "mentorId": mentor.id().await, "note": "Hello!" });
    let mut payload = mentee.accept("requestMentor", input, REQUEST).await;
    payload["request"].take()
}

/// A mentor makes an offer to a mentee and returns it.
async fn offer(mentor: &Client, mentee: &Client) -> Value {
    let input = json!({ "menteeId": mentee.id().await });
    let mut payload = mentor.accept("offerMentoring", input, REQUEST).await;
    payload["request"].take()
}

/// The input of mutations that decide about a request.
fn id(request: &Value) -> Value {
    json!({ "id": request["id"] })
}

/// The states of the requests that a member sent or received, newest first.
async fn states(member: &Client, list: &str) -> Vec<String> {
    let document = format!("{{ {list} {{ nodes {{ state }} }} }}");
    let data = member.run(&document, json!({})).await;
    let nodes = data[list]["nodes"].as_array().expect("nodes").iter();
    nodes
        .map(|node| node["state"].as_str().expect("a state").to_owned())
        .collect()
}
