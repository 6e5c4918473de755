//! Changing one's own password.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, credentials, each_database};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "newSecurePass!";

fn input(current: &str, new: &str) -> Value {
    json!({ "currentPassword": current, "newPassword": new })
}

async fn refused(client: &Client, current: &str, new: &str) -> Vec<String> {
    client.refuse("changePassword", input(current, new)).await
}

#[tokio::test]
async fn the_new_password_takes_effect_and_the_other_sessions_end() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        jo.accept("changePassword", input(PASSWORD, NEW), "").await;
        assert_eq!(jo.me("email").await["email"], JO);
        assert_eq!(elsewhere.me("id").await, Value::Null);
        let old = server
            .client()
            .refuse("login", credentials(JO, PASSWORD))
            .await;
        assert_eq!(old, ["INVALID_CREDENTIALS"]);
        server.client().log_in(JO, NEW).await;
    })
    .await;
}

#[tokio::test]
async fn the_current_password_must_be_right() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        for wrong in ["wrong password", "", &"x".repeat(5000)] {
            let refused = refused(&jo, wrong, NEW).await;
            assert_eq!(refused, ["WRONG_PASSWORD currentPassword"]);
        }
        assert_eq!(elsewhere.me("email").await["email"], JO);
        server.client().log_in(JO, PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn the_new_password_is_validated() {
    each_database(async |server| {
        let jo = server.member("joanna.bruin@ucla.edu").await;
        let table = [
            ("short", "PASSWORD_TOO_SHORT newPassword"),
            ("password", "PASSWORD_TOO_COMMON newPassword"),
            ("joanna.bruin", "PASSWORD_MATCHES_EMAIL newPassword"),
        ];
        for (new, code) in table {
            assert_eq!(refused(&jo, PASSWORD, new).await, [code]);
        }
    })
    .await;
}

#[tokio::test]
async fn an_unreadable_hash_is_an_internal_error_without_details() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        server.execute("UPDATE users SET password = 'broken'").await;
        let document = "mutation($input: ChangePasswordInput!) \
                        { changePassword(input: $input) { errors { code } } }";
        let variables = json!({ "input": input(PASSWORD, NEW) });
        let response = jo.send(document, variables).await;
        let id = response.headers()["x-request-id"].clone();
        let response: Value = response.json().await.expect("JSON");
        let error = &response["errors"][0];
        // The request id identifies the cause, which is only in the log.
        assert_eq!(error["extensions"]["requestId"], id.to_str().expect("text"));
        assert_eq!(error["extensions"]["code"], "INTERNAL");
        assert_eq!(error["extensions"]["status"], 500);
        assert!(!response.to_string().contains("broken"), "{response}");
    })
    .await;
}
