//! Writers: members who change their profile through any process, and remember which changes were acknowledged.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::PASSWORD;

/// Longer than a response takes, unless something broke.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The pause between two changes. A webhook, which receives one signal after another, can keep up with this rate.
const PAUSE: Duration = Duration::from_millis(80);

/// Writes until `stop` is cancelled, and returns every acknowledged value.
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

/// Signs the administrator in and returns the token of the session.
pub(crate) async fn log_in_admin(urls: &[String]) -> String {
    let input = json!({ "input": { "username": "watcher", "password": PASSWORD } });
    let login = "mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }";
    let data = insist(urls, None, login, input).await;
    data["loginAdmin"]["token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// Creates a webhook.
pub(super) async fn create_webhook(urls: &[String], token: &str, input: Value) {
    let create = "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret errors { code } } }";
    let data = insist(urls, Some(token), create, json!({ "input": input })).await;
    assert!(data["createWebhook"]["secret"].is_string(), "{data}");
}

/// Sends a document to one process after another until one of them returns data.
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
    panic!("no process returned data for {document}");
}

/// Sends a document. Returns the data, or `None` when there was an error or no response.
pub(crate) async fn send(
    url: &str,
    token: Option<&str>,
    document: &str,
    variables: Value,
) -> Option<Value> {
    let mut request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .timeout(TIMEOUT)
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
