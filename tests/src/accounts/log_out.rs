//! Signing out.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, each_database};

const JO: &str = "jo@ucla.edu";

#[tokio::test]
async fn signing_out_ends_only_the_current_session() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        jo.accept("logout", json!({}), "").await;
        assert_eq!(jo.me("id").await, Value::Null);
        assert_eq!(elsewhere.me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn signing_out_always_succeeds_and_clears_the_cookie() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        for client in [
            jo.clone(),
            jo,
            server.client(),
            server.client_with("unknown"),
        ] {
            let response = client
                .send("mutation { logout { errors { code } } }", json!({}))
                .await;
            let cookie = response.headers()["set-cookie"]
                .to_str()
                .expect("text")
                .to_owned();
            let cleared = "bruinbridge_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
            assert_eq!(cookie, cleared);
            let response: Value = response.json().await.expect("JSON");
            assert_eq!(response, json!({ "data": { "logout": { "errors": [] } } }));
        }
    })
    .await;
}
