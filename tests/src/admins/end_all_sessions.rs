//! Ending everybody's sessions.

use bruinbridge::admins::end_all_sessions::end_all_sessions;
use bruinbridge::admins::end_user_sessions::end_sessions_of_address;
use bruinbridge::db::Engine;
use serde_json::{Value, json};

use super::support::another;
use crate::harness::{PASSWORD, each_database};

const JO: &str = "jo@ucla.edu";

#[tokio::test]
async fn everyone_is_signed_out_except_the_session_in_use() {
    each_database(async |server| {
        let (jo, superadmin) = (server.member(JO).await, server.admin("SUPERADMIN").await);
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        let own = server
            .client()
            .log_in("superadmin@ucla.edu", PASSWORD)
            .await;
        let (auditor, _) = another(&server, "max", "AUDITOR").await;
        let ids = [jo.id().await, superadmin.id().await, auditor.id().await];
        server.forget_signals().await;
        let end = async || {
            superadmin
                .accept("endAllSessions", json!({}), "ended")
                .await
        };
        assert_eq!(end().await["ended"], 4);
        for client in [&jo, &elsewhere, &own, &auditor] {
            assert_eq!(client.me("id").await, Value::Null);
        }
        assert_eq!(superadmin.id().await, ids[1]);
        let emitted = server.signals().await;
        let mut counts: Vec<_> = emitted
            .iter()
            .map(|signal| {
                assert_eq!(signal.name, "user_sessions_revoked");
                assert_eq!(signal.actor_id.as_ref(), Some(&ids[1]));
                let user_id = signal.user_id.clone().expect("an account");
                (user_id, signal.arguments["data"]["revoked"].clone())
            })
            .collect();
        counts.sort_by(|one, other| one.0.cmp(&other.0));
        let [jo, superadmin, auditor] = ids;
        let mut expected = vec![(jo, json!(2)), (superadmin, json!(1)), (auditor, json!(1))];
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(counts, expected);
        assert_eq!(end().await["ended"], 0);
        server.client().log_in(JO, PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_with_fewer_permissions_may_not_sign_the_others_out() {
    each_database(async |server| {
        let (superadmin, manager) = (
            server.admin("SUPERADMIN").await,
            server.admin("MANAGER").await,
        );
        let ending = "mutation { endAllSessions { ended } }";
        let refused = manager.try_run(ending, json!({})).await;
        let code = &refused["errors"][0]["extensions"]["code"];
        assert_eq!(code, "FORBIDDEN", "{refused}");
        assert!(!superadmin.me("id").await.is_null());
        // A role with all permissions of every active administrator suffices.
        let role = json!({ "name": "WATCH", "permissions": ["SESSIONS_WRITE", "SESSIONS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (watch, _) = another(&server, "watch", "WATCH").await;
        let inactive =
            "UPDATE admins SET is_active = false WHERE username IN ('superadmin', 'manager')";
        server.execute(inactive).await;
        watch.run(ending, json!({})).await;
    })
    .await;
}

#[tokio::test]
async fn more_accounts_than_fit_into_one_transaction_are_signed_out() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        for number in 0..101 {
            server.register(&format!("p{number}@ucla.edu"), "MENTEE").await;
        }
        let digest = match server.app.db.engine {
            Engine::Sqlite => "randomblob(32)",
            Engine::Postgres => "sha256(users.id::text::bytea)",
        };
        let open = format!(
            "INSERT INTO sessions (id, user_id, digest, kind, created_at, last_seen_at, expires_at) \
             SELECT users.id, users.id, {digest}, 'MEMBER', created_at, last_seen_at, expires_at \
             FROM users, sessions WHERE users.email <> '{JO}'"
        );
        server.execute(&open).await;
        server.forget_signals().await;
        assert_eq!(end_all_sessions(&server.app, None).await.expect("an end"), 102);
        assert_eq!(jo.me("id").await, Value::Null);
        let emitted = server.signals().await;
        assert_eq!(emitted.len(), 102);
        assert!(emitted.iter().all(|signal| signal.actor_id.is_none()));
    })
    .await;
}

#[tokio::test]
async fn the_command_line_ends_the_sessions_of_an_address() {
    each_database(async |server| {
        let (jo, bo) = (server.member(JO).await, server.member("bo@ucla.edu").await);
        let ended = end_sessions_of_address(&server.app, " JO@ucla.edu").await;
        assert_eq!(ended.expect("an end"), 1);
        assert_eq!(jo.me("id").await, Value::Null);
        assert!(!bo.me("id").await.is_null());
        let unknown = end_sessions_of_address(&server.app, "x@ucla.edu").await;
        assert!(unknown.is_err());
    })
    .await;
}
