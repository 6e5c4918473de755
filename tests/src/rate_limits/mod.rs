//! The limits on abuse, from outside.

mod actions;
mod shared;
mod sign_in;

use serde_json::{Value, json};

use crate::harness::{Client, Server, credentials};

/// The harness calls from this address, like a proxy in front of the server.
const PROXY: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");
const ON: (&str, &str) = ("RATE_LIMITS", "on");
const JO: &str = "jo@ucla.edu";

/// Returns a client with another address.
fn at(server: &Server, address: &str) -> Client {
    let mut client = server.client();
    client.headers = vec![("x-forwarded-for", address.to_owned())];
    client
}

/// Signs in, and returns the error code, or "OK".
async fn sign_in(client: &Client, email: &str, password: &str) -> String {
    outcome(client, "login", credentials(email, password)).await
}

/// Runs a mutation, and returns its first error code, or "OK".
async fn outcome(client: &Client, mutation: &str, input: Value) -> String {
    let mut name = mutation.to_owned();
    name.replace_range(..1, &mutation[..1].to_uppercase());
    let document = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ errors {{ code }} }} }}"
    );
    let response = client.try_run(&document, json!({ "input": input })).await;
    let code = response["errors"][0]["extensions"]["code"]
        .as_str()
        .or(response["data"][mutation]["errors"][0]["code"].as_str());
    code.unwrap_or("OK").to_owned()
}
