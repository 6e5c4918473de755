//! Seeing and ending members' sessions as an administrator.

use serde_json::{Value, json};

use super::support::{another, id_of, look_up};
use crate::harness::{PASSWORD, each_database, names};

const JO: &str = "jo@ucla.edu";

#[tokio::test]
async fn an_administrator_sees_and_ends_sessions() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, JO).await;
        let seen = look_up(&manager, JO, "sessions { id ip current }").await;
        let own = elsewhere.me("sessions { id current }").await;
        let seen = seen["sessions"].as_array().expect("a list");
        assert_eq!(seen.len(), 2);
        for (seen, own) in seen.iter().zip(own["sessions"].as_array().expect("a list")) {
            let expected = json!({ "id": own["id"], "ip": "127.0.0.1", "current": false });
            assert_eq!(*seen, expected);
        }
        server.forget_signals().await;
        let current = elsewhere.me("sessions { id current }").await;
        let current = current["sessions"].as_array().expect("a list").iter();
        let mut current = current.filter(|session| session["current"] == true);
        let session = current.next().expect("a session")["id"].clone();
        let input = json!({ "userId": id, "sessionId": session });
        let payload = manager
            .accept("endUserSessions", input.clone(), "ended")
            .await;
        assert_eq!(payload["ended"], 1);
        assert_eq!(elsewhere.me("id").await, Value::Null);
        assert_eq!(jo.me("id").await["id"], id);
        let emitted = server.signals().await;
        assert_eq!(names(&emitted), ["user_sessions_revoked"]);
        assert_eq!(emitted[0].actor_id, Some(manager.id().await));
        let again = manager.refuse("endUserSessions", input).await;
        assert_eq!(again, ["SESSION_NOT_FOUND sessionId"]);
        let payload = manager
            .accept("endUserSessions", json!({ "userId": id }), "ended")
            .await;
        assert_eq!(payload["ended"], 1);
        assert_eq!(jo.me("id").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_kept_from_those_who_may_not_see_or_end_them() {
    each_database(async |server| {
        server.member(JO).await;
        let superadmin = server.admin("SUPERADMIN").await;
        let manager = server.admin("MANAGER").await;
        let role = json!({ "name": "READER", "permissions": ["SIGNALS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (reader, _) = another(&server, "reader", "READER").await;
        let document = "{ signals(last: 100, filter: { names: [USER_AUTHENTICATED] }) { nodes { user { email sessions { id } } } } }";
        let response = reader.try_run(document, json!({})).await;
        let nodes = response["data"]["signals"]["nodes"].as_array().expect("a list");
        let is_hidden = |node: &Value| node["user"].is_null() || node["user"]["sessions"] == json!([]);
        assert!(nodes.iter().all(is_hidden), "{response}");
        let missing = json!({ "userId": "00000000-0000-7000-8000-000000000000" });
        let refused = manager.refuse("endUserSessions", missing).await;
        assert_eq!(refused, ["USER_NOT_FOUND userId"]);
        let above = json!({ "userId": superadmin.id().await });
        assert_eq!(manager.fail("endUserSessions", above).await, "FORBIDDEN");
        assert!(!superadmin.me("id").await.is_null());
        let bo = server.member("bo@ucla.edu").await;
        let theirs = bo.me("sessions { id }").await["sessions"][0]["id"].clone();
        let input = json!({ "userId": id_of(&manager, JO).await, "sessionId": theirs });
        let refused = manager.refuse("endUserSessions", input).await;
        assert_eq!(refused, ["SESSION_NOT_FOUND sessionId"]);
        assert!(!bo.me("id").await.is_null());
    })
    .await;
}

#[tokio::test]
async fn superusers_are_shown() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let manager = server.admin("MANAGER").await;
        assert_eq!(superadmin.me("isSuperuser").await["isSuperuser"], true);
        assert_eq!(manager.me("isSuperuser").await["isSuperuser"], false);
    })
    .await;
}
