//! Operations refused for lack of permission are recorded, and repeated ones do not flood the log.

use bruinbridge::auth::refusals::record_due;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, LoggedSignal, Server, each_database};

const JO: &str = "jo@ucla.edu";

/// Returns the signals about refused operations.
async fn recorded(server: &Server) -> Vec<LoggedSignal> {
    let mut signals = server.signals().await;
    signals.retain(|signal| signal.name == "admin_action_refused");
    signals
}

/// Returns the operation, permission and count of each.
async fn summary(server: &Server) -> Vec<Value> {
    let signals = recorded(server).await.into_iter();
    let mut summary: Vec<Value> = signals
        .map(|signal| {
            let data = &signal.arguments["data"];
            json!([data["operation"], data["permission"], data["count"]])
        })
        .collect();
    summary.sort_by_key(|row| (row[0].to_string(), row[2].as_u64()));
    summary
}

async fn call(client: &Client, document: &str) {
    let response = client.try_run(document, json!({})).await;
    let code = &response["errors"][0]["extensions"]["code"];
    assert_eq!(*code, "FORBIDDEN", "{response}");
}

#[tokio::test]
async fn a_member_who_calls_an_administrators_operation_is_recorded() {
    each_database(async |server| {
        let mut jo = server.member(JO).await;
        jo.headers = vec![("user-agent", "Thief/1.0".to_owned())];
        call(&jo, "{ adminRoles { name } }").await;
        // With any alias, and anywhere in the document.
        call(&jo, "{ me: users { nodes { id } } }").await;
        call(&jo, "{ ...F } fragment F on Query { x: stats { matchRate } ... { y: stats { matchRate } } }").await;
        call(&jo, r#"mutation { a: deleteUser(input: { id: "00000000-0000-7000-8000-000000000000" }) { id } }"#).await;
        let document = "subscription { z: signals { id } }";
        assert_eq!(jo.subscribe(document, json!({})).await.refused().await, "FORBIDDEN");
        let expected = [
            json!(["adminRoles", "admins:read", 1]),
            json!(["deleteUser", "users:delete", 1]),
            json!(["signals", "signals:read", 1]),
            json!(["stats", "users:read", 1]),
            json!(["users", "users:read", 1]),
        ];
        assert_eq!(summary(&server).await, expected);
        let id = jo.id().await;
        for signal in recorded(&server).await {
            assert_eq!(signal.user_id.as_ref(), Some(&id));
            assert_eq!(signal.actor_id.as_ref(), Some(&id));
            assert_eq!(signal.arguments["client_address"], "127.0.0.1");
        }
    })
    .await;
}

#[tokio::test]
async fn an_administrator_who_lacks_a_permission_is_recorded() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": superadmin.id().await });
        assert_eq!(manager.fail("deleteUser", input).await, "FORBIDDEN");
        let auditor = server.admin("AUDITOR").await;
        let input = json!({ "confirmation": "auditor@ucla.edu" });
        auditor.accept("requestAccountDeletion", input, "").await;
        // An administrator with a pending deletion loses all administrator rights.
        call(&auditor, "{ admins { nodes { id } } }").await;
        let expected = [
            json!(["admins", "admins:read", 1]),
            json!(["deleteUser", "admins:read", 1]),
        ];
        let mut summary = summary(&server).await;
        // It does not matter which of the missing permissions is named first.
        assert!(summary[1][1].is_string());
        summary[1][1] = "admins:read".into();
        assert_eq!(summary, expected);
    })
    .await;
}

#[tokio::test]
async fn refusals_unrelated_to_permissions_are_not_recorded() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let anonymous = server.client();
        let response = anonymous
            .try_run("{ adminRoles { name } }", json!({}))
            .await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "UNAUTHENTICATED"
        );
        call(&jo, "{ menteeSuggestions { nodes { score } } }").await;
        let unknown = "{ node(id: \"00000000-0000-7000-8000-000000000000\") { id } me { id } }";
        jo.run(unknown, json!({})).await;
        assert!(recorded(&server).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn repeated_refusals_make_one_signal_per_minute_with_their_count() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        for _ in 0..20 {
            call(
                &jo,
                "{ a: adminRoles { name } b: adminRoles { name } c: users { nodes { id } } }",
            )
            .await;
        }
        let first = [
            json!(["adminRoles", "admins:read", 1]),
            json!(["users", "users:read", 1]),
        ];
        assert_eq!(summary(&server).await, first);
        server.advance(Duration::seconds(61));
        assert_eq!(record_due(&server.app, false).await.expect("a round"), 2);
        assert_eq!(record_due(&server.app, false).await.expect("a round"), 0);
        let second = [
            json!(["adminRoles", "admins:read", 1]),
            json!(["adminRoles", "admins:read", 19]),
            json!(["users", "users:read", 1]),
            json!(["users", "users:read", 19]),
        ];
        assert_eq!(summary(&server).await, second);
    })
    .await;
}

#[tokio::test]
async fn no_signal_is_recorded_for_an_account_that_was_deleted_meanwhile() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        for _ in 0..2 {
            call(&jo, "{ adminRoles { name } }").await;
        }
        server.background_finished().await;
        let input = json!({ "id": jo.id().await });
        admin.accept("deleteUser", input, "").await;
        // When the server stops, it records its counts at once, for accounts that still exist.
        assert_eq!(record_due(&server.app, true).await.expect("a round"), 1);
        assert_eq!(recorded(&server).await.len(), 1);
    })
    .await;
}
