//! Listing and revoking one's own sessions, and when sessions expire.

use bruinbridge::entities::session;
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::{Client, PASSWORD, each_database, each_database_with};

const JO: &str = "jo@ucla.edu";

async fn ids(client: &Client) -> Vec<String> {
    let me = client.me("sessions { id }").await;
    let sessions = me["sessions"].as_array().expect("a list").iter();
    sessions
        .map(|session| session["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test]
async fn sessions_are_listed_the_newest_first() {
    each_database(async |server| {
        let first = server.member(JO).await;
        server.advance(Duration::minutes(1));
        let mut client = server.client();
        client
            .headers
            .push(("user-agent", "Telescope/1.0".to_owned()));
        let second = client.log_in(JO, PASSWORD).await;
        let fields = "sessions { createdAt lastSeenAt expiresAt userAgent ip current }";
        let minute = Duration::minutes(1);
        let life = Duration::hours(720);
        let (now, earlier) = (server.now(), server.at(-minute));
        let expected = json!([
            { "createdAt": now, "lastSeenAt": now, "expiresAt": server.at(life),
              "userAgent": "Telescope/1.0", "ip": "127.0.0.1", "current": true },
            { "createdAt": earlier, "lastSeenAt": earlier, "expiresAt": server.at(life - minute),
              "userAgent": null, "ip": "127.0.0.1", "current": false },
        ]);
        assert_eq!(second.me(fields).await["sessions"], expected);
        let current = first.me("sessions { current }").await;
        assert_eq!(
            current["sessions"],
            json!([{ "current": false }, { "current": true }])
        );
    })
    .await;
}

#[tokio::test]
async fn one_session_can_be_revoked() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        server.advance(Duration::minutes(1));
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        let newest = ids(&jo).await.remove(0);
        jo.accept("revokeSession", json!({ "id": newest }), "")
            .await;
        assert_eq!(elsewhere.me("id").await, Value::Null);
        assert_eq!(ids(&jo).await.len(), 1);
        let again = jo.refuse("revokeSession", json!({ "id": newest })).await;
        assert_eq!(again, ["SESSION_NOT_FOUND id"]);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_another_account_is_not_found() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let bo = server.member("bo@ucla.edu").await;
        let theirs = ids(&bo).await.remove(0);
        let refused = jo.refuse("revokeSession", json!({ "id": theirs })).await;
        assert_eq!(refused, ["SESSION_NOT_FOUND id"]);
        assert_eq!(ids(&bo).await.len(), 1);
        let failed = jo.fail("revokeSession", json!({ "id": "none" })).await;
        assert_eq!(failed, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn the_other_sessions_can_be_revoked_at_once() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let bo = server.member("bo@ucla.edu").await;
        let mut others = Vec::new();
        for _ in 0..2 {
            others.push(server.client().log_in(JO, PASSWORD).await);
        }
        let revoke = async || jo.accept("revokeOtherSessions", json!({}), "revoked").await;
        assert_eq!(revoke().await["revoked"], 2);
        for other in others {
            assert_eq!(other.me("id").await, Value::Null);
        }
        assert_eq!(ids(&jo).await.len(), 1);
        assert_eq!(ids(&bo).await.len(), 1);
        assert_eq!(revoke().await["revoked"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_session_expires_even_if_it_is_in_use() {
    let settings = &[("SESSION_LIFETIME", "2"), ("SESSION_IDLE_TIMEOUT", "1")];
    each_database_with(settings, async |server| {
        let jo = server.member(JO).await;
        for _ in 0..3 {
            server.advance(Duration::minutes(30));
            assert_eq!(jo.me("email").await["email"], JO);
            server.noted_use_of_sessions().await;
        }
        server.advance(Duration::minutes(30) - Duration::seconds(1));
        assert_eq!(jo.me("email").await["email"], JO);
        server.advance(Duration::seconds(1));
        assert_eq!(jo.me("email").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn an_unused_session_expires_earlier() {
    let settings = &[("SESSION_LIFETIME", "20"), ("SESSION_IDLE_TIMEOUT", "1")];
    each_database_with(settings, async |server| {
        let jo = server.member(JO).await;
        server.advance(Duration::hours(1) - Duration::seconds(1));
        assert_eq!(jo.me("email").await["email"], JO);
        server.noted_use_of_sessions().await;
        server.advance(Duration::hours(1) - Duration::seconds(1));
        assert_eq!(jo.me("email").await["email"], JO);
        server.noted_use_of_sessions().await;
        server.advance(Duration::hours(1));
        assert_eq!(jo.me("email").await, Value::Null);
        let again = server.client().log_in(JO, PASSWORD).await;
        assert_eq!(
            ids(&again).await.len(),
            1,
            "expired sessions are not listed"
        );
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_account_has_no_sessions() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        server.execute("UPDATE users SET is_active = false").await;
        assert_eq!(jo.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn only_a_digest_of_the_token_is_stored() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let token = jo.token.expect("a token");
        let rows = session::Entity::find().all(server.app.db.reader());
        let rows = rows.await.expect("the sessions");
        assert_eq!(rows[0].digest.0.len(), 32);
        assert_ne!(rows[0].digest.0, token.as_bytes());
        assert!(!format!("{rows:?}").contains(&token));
    })
    .await;
}
