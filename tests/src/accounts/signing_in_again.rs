//! Signing in where a session is open ends that session.

use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, Server, credentials, each_database, names};

const JO: &str = "jo@ucla.edu";

fn with_cookie(server: &Server, session: &Client) -> Client {
    let token = session.token.as_deref().expect("a token");
    let mut client = server.client();
    client
        .headers
        .push(("cookie", format!("bruinbridge_session={token}")));
    client
}

#[tokio::test]
async fn a_new_session_replaces_the_one_in_the_cookie() {
    each_database(async |server| {
        let (first, elsewhere) = (
            server.member(JO).await,
            server.client().log_in(JO, PASSWORD).await,
        );
        server.forget_signals().await;
        let second = with_cookie(&server, &first).log_in(JO, PASSWORD).await;
        assert_eq!(first.me("id").await, Value::Null);
        assert!(!elsewhere.me("id").await.is_null() && !second.me("id").await.is_null());
        let emitted = server.signals().await;
        let expected = [
            "user_authentication_started",
            "user_password_checked",
            "user_logged_out",
            "user_authenticated",
        ];
        assert_eq!(names(&emitted), expected);
    })
    .await;
}

#[tokio::test]
async fn the_session_of_another_account_ends_too() {
    each_database(async |server| {
        let bo = server.member("bo@ucla.edu").await;
        server.register(JO, "MENTEE").await;
        server.register_admin("root", "SUPERADMIN").await;
        let jo = with_cookie(&server, &bo).log_in(JO, PASSWORD).await;
        assert_eq!(bo.me("id").await, Value::Null);
        let input = json!({ "username": "root", "password": PASSWORD });
        with_cookie(&server, &jo)
            .accept("loginAdmin", input, "token")
            .await;
        assert_eq!(jo.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_failure_ends_nothing_and_a_bearer_token_is_no_cookie() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        with_cookie(&server, &jo)
            .refuse("login", credentials(JO, "wrong"))
            .await;
        assert!(!jo.me("id").await.is_null());
        jo.log_in(JO, PASSWORD).await;
        assert!(!jo.me("id").await.is_null());
    })
    .await;
}
