//! Helpers of the administrator tests.

use serde_json::{Value, json};

use crate::harness::{Client, Heard, PASSWORD, Server, Subscription};

/// Registers another administrator with a role. Returns their signed-in client and the administrator's id.
pub(crate) async fn another(server: &Server, username: &str, role: &str) -> (Client, String) {
    server.register_admin(username, role).await;
    log_in(server, username).await
}

/// Signs an administrator in. Returns their client and the administrator's id.
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

/// Returns the id of the administrator who is signed in.
pub(super) async fn own_id(admin: &Client) -> String {
    let data = admin.run("{ currentAdmin { id } }", json!({})).await;
    text(&data["currentAdmin"]["id"])
}

/// Returns these fields of an account as an administrator sees it, or null if it does not exist.
pub(super) async fn look_up(admin: &Client, email: &str, fields: &str) -> Value {
    let document = format!("query($email: String) {{ user(email: $email) {{ {fields} }} }}");
    let mut data = admin.run(&document, json!({ "email": email })).await;
    data["user"].take()
}

/// Returns the id of the account with this email address.
pub(crate) async fn id_of(admin: &Client, email: &str) -> String {
    text(&look_up(admin, email, "id").await["id"])
}

/// Returns the code of the GraphQL error that a query fails with.
pub(super) async fn failure(client: &Client, query: &str) -> String {
    let response = client.try_run(query, json!({})).await;
    text(&response["errors"][0]["extensions"]["code"])
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Waits until the socket of a subscription closes because its session has ended.
pub(super) async fn closes(socket: &mut Subscription) {
    loop {
        match socket.hear().await {
            Heard::Event(_) => {}
            Heard::Closed(close) => {
                assert_eq!(u16::from(close.expect("a reason").code), 4401);
                return;
            }
            other => panic!("{other:?}"),
        }
    }
}
