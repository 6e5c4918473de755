//! What the tests of administrators share.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server};

/// A further administrator with a role, signed in, and the administrator's id.
pub(crate) async fn another(server: &Server, username: &str, role: &str) -> (Client, String) {
    server.register_admin(username, role).await;
    log_in(server, username).await
}

/// An administrator's client and id.
pub(crate) async fn log_in(server: &Server, username: &str) -> (Client, String) {
    let input = json!({ "username": username, "password": PASSWORD });
    let payload = server
        .client()
        .accept("loginAdmin", input, "token adminUser { id }")
        .await;
    let token = payload["token"].as_str().expect("a token");
    let id = payload["adminUser"]["id"].as_str().expect("an id");
    (server.client_with(token), id.to_owned())
}

/// The id of the administrator who is signed in.
pub(super) async fn own_id(admin: &Client) -> String {
    let data = admin.run("{ currentAdmin { id } }", json!({})).await;
    text(&data["currentAdmin"]["id"])
}

/// These fields of an account as an administrator sees it; null where there is none.
pub(super) async fn look_up(admin: &Client, email: &str, fields: &str) -> Value {
    let document = format!("query($email: String) {{ user(email: $email) {{ {fields} }} }}");
    let mut data = admin.run(&document, json!({ "email": email })).await;
    data["user"].take()
}

/// The id of the account with this address.
pub(crate) async fn id_of(admin: &Client, email: &str) -> String {
    text(&look_up(admin, email, "id").await["id"])
}

/// The code of the GraphQL error that a query ends in.
pub(super) async fn failure(client: &Client, query: &str) -> String {
    let response = client.try_run(query, json!({})).await;
    text(&response["errors"][0]["extensions"]["code"])
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
