//! Writers: members who change their profile at whichever process answers, and remember what was acknowledged.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::PASSWORD;

/// Longer than an answer takes unless something broke.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two changes: as many as a webhook, which is told one signal after the other, can keep up with.
const PAUSE: Duration = Duration::from_millis(80);

/// Writes until told to stop, and answers every value that was acknowledged.
pub(super) async fn write(
    number: usize,
    urls: Vec<String>,
    stop: CancellationToken,
) -> Vec<String> {
    let email = format!("writer{number}@ucla.edu");
    let credentials = json!({ "email": email, "password": PASSWORD });
    let register =
        "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
    insist(&urls, None, register, json!({ "input": credentials })).await;
    let login = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let data = insist(&urls, None, login, json!({ "input": credentials })).await;
    let token = data["login"]["token"].as_str().expect("a token").to_owned();
    let change =
        "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
    let mut acknowledged = Vec::new();
    let mut count = 0;
    while !stop.is_cancelled() {
        count += 1;
        let value = format!("{number} {count}");
        let url = &urls[(number + count) % urls.len()];
        let input = json!({ "input": { "hobbies": value } });
        match send(url, Some(&token), change, input).await {
            Some(data) if data["updateProfile"]["errors"] == json!([]) => acknowledged.push(value),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        tokio::time::sleep(PAUSE).await;
    }
    acknowledged
}

/// The token of a session that administers.
pub(crate) async fn log_in_admin(urls: &[String]) -> String {
    let input = json!({ "input": { "username": "watcher", "password": PASSWORD } });
    let login = "mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }";
    let data = insist(urls, None, login, input).await;
    data["loginAdmin"]["token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// Makes a webhook.
pub(super) async fn create_webhook(urls: &[String], token: &str, input: Value) {
    let create = "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret errors { code } } }";
    let data = insist(urls, Some(token), create, json!({ "input": input })).await;
    assert!(data["createWebhook"]["secret"].is_string(), "{data}");
}

pub(crate) async fn insist(
    urls: &[String],
    token: Option<&str>,
    document: &str,
    variables: Value,
) -> Value {
    for attempt in 0..200 {
        let url = &urls[attempt % urls.len()];
        if let Some(data) = send(url, token, document, variables.clone()).await {
            return data;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody answers {document}");
}

/// The data of an answer; nothing when it was an error or none.
pub(crate) async fn send(
    url: &str,
    token: Option<&str>,
    document: &str,
    variables: Value,
) -> Option<Value> {
    let mut request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .timeout(PATIENCE)
        .json(&json!({ "query": document, "variables": variables }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let mut response: Value = request.send().await.ok()?.json().await.ok()?;
    if response.get("errors").is_some() {
        return None;
    }
    Some(response["data"].take())
}
