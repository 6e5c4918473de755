//! Sessions of administrators are shorter than those of members.

use bruinbridge::auth::sessions::delete_expired;
use chrono::Duration;
use serde_json::{Value, json};

use super::support::{another, closes};
use crate::harness::{PASSWORD, each_database_with};

const SHORT: &[(&str, &str)] = &[
    ("ADMIN_SESSION_LIFETIME", "12"),
    ("ADMIN_SESSION_IDLE_TIMEOUT", "0.5"),
];

#[tokio::test]
async fn an_unused_session_ends_after_half_an_hour() {
    each_database_with(SHORT, async |server| {
        let (max, _) = another(&server, "max", "AUDITOR").await;
        let as_member = server.client().log_in("max@ucla.edu", PASSWORD).await;
        let almost = Duration::minutes(30) - Duration::seconds(1);
        server.advance(almost);
        assert!(!max.me("id").await.is_null());
        server.background_finished().await;
        // A use shortly after another counts as well.
        server.advance(Duration::minutes(2));
        assert!(!max.me("id").await.is_null());
        server.background_finished().await;
        server.advance(almost);
        assert!(!max.me("id").await.is_null());
        server.background_finished().await;
        server.advance(Duration::minutes(30));
        assert_eq!(max.me("id").await, Value::Null);
        let sessions = as_member.me("sessions { current }").await["sessions"].clone();
        assert_eq!(sessions, json!([{ "current": true }]));
        assert_eq!(delete_expired(&server.app).await.expect("a number"), 1);
        assert!(!as_member.me("id").await.is_null());
    })
    .await;
}

#[tokio::test]
async fn a_session_in_use_ends_after_half_a_day() {
    each_database_with(SHORT, async |server| {
        server.register_admin("max", "AUDITOR").await;
        let input = json!({ "input": { "username": "max", "password": PASSWORD } });
        let document = "mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }";
        let response = server.client().send(document, input).await;
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies: Vec<_> = cookies
            .map(|cookie| cookie.to_str().expect("text").to_owned())
            .collect();
        let session = cookies
            .iter()
            .find(|cookie| cookie.starts_with("bruinbridge_session="));
        assert!(
            session.expect("a cookie").contains("Max-Age=43200"),
            "{cookies:?}"
        );
        let response: Value = response.json().await.expect("JSON");
        let token = response["data"]["loginAdmin"]["token"]
            .as_str()
            .expect("a token");
        let max = server.client_with(token);
        let expires_at = max.me("sessions { expiresAt }").await["sessions"][0]["expiresAt"].clone();
        assert_eq!(expires_at, server.at(Duration::hours(12)));
        for _ in 0..35 {
            server.advance(Duration::minutes(20));
            assert!(!max.me("id").await.is_null());
            server.noted_use_of_sessions().await;
        }
        server.advance(Duration::minutes(20));
        assert_eq!(max.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_socket_ends_with_an_unused_session() {
    each_database_with(SHORT, async |server| {
        server.end_sessions_in_time();
        let (max, _) = another(&server, "max", "AUDITOR").await;
        let own = "subscription { accountSignals(after: \"0\") { name } }";
        let mut socket = max.subscribe(own, json!({})).await;
        socket.next().await;
        server.advance(Duration::minutes(31));
        closes(&mut socket).await;
    })
    .await;
}
