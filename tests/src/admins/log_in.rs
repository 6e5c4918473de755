//! Administrators' sign-in.

use serde_json::{Value, json};

use super::support::{another, failure};
use crate::harness::{PASSWORD, Server, each_database, names};

#[tokio::test]
async fn its_signals_come_in_the_documented_order() {
    each_database(async |server| {
        server.register_admin("max", "MANAGER").await;
        server.forget_signals().await;
        let input = json!({ "username": "max", "password": PASSWORD });
        server.client().accept("loginAdmin", input, "token").await;
        let emitted = server.signals().await;
        let expected = [
            "admin_authentication_started",
            "user_password_checked",
            "admin_authenticated",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(emitted[0].arguments, json!({ "username": "max" }));
    })
    .await;
}

#[tokio::test]
async fn every_refusal_records_its_reason_from_the_vocabulary() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (_, id) = another(&server, "max", "MANAGER").await;
        superadmin
            .accept("deactivateAdmin", json!({ "id": id }), "")
            .await;
        server.member("jo@ucla.edu").await;
        let cases = [
            ("nobody", PASSWORD, "INVALID_CREDENTIALS", "user_not_found"),
            (
                "jo@ucla.edu",
                PASSWORD,
                "INVALID_CREDENTIALS",
                "user_not_found",
            ),
            (
                "max",
                "another password",
                "INVALID_CREDENTIALS",
                "incorrect_password",
            ),
            ("max", PASSWORD, "ACCOUNT_INACTIVE", "user_inactive"),
        ];
        for (username, password, code, reason) in cases {
            server.forget_signals().await;
            let input = json!({ "username": username, "password": password });
            assert_eq!(server.client().refuse("loginAdmin", input).await, [code]);
            let emitted = server.signals().await;
            let last = emitted.last().expect("signals");
            assert_eq!(last.name, "admin_authentication_failed");
            assert_eq!(last.arguments["reason"], reason, "{username}");
        }
    })
    .await;
}

#[tokio::test]
async fn stopped_hashing_threads_cause_an_unexpected_exception() {
    let server = Server::start().await;
    server.register_admin("max", "MANAGER").await;
    server.forget_signals().await;
    server.app.hasher.stop();
    let input = json!({ "username": "max", "password": PASSWORD });
    server.client().fail("loginAdmin", input).await;
    let emitted = server.signals().await;
    let last = emitted.last().expect("signals");
    assert_eq!(last.arguments["reason"], "unexpected_exception");
}

#[tokio::test]
async fn a_member_session_of_an_administrator_has_no_administrator_rights() {
    each_database(async |server| {
        server.register_admin("max", "SUPERADMIN").await;
        let max = server.client().log_in("max@ucla.edu", PASSWORD).await;
        let current = max.run("{ currentAdmin { id } }", json!({})).await;
        assert_eq!(current["currentAdmin"], Value::Null);
        assert_eq!(failure(&max, "{ adminRoles { name } }").await, "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_with_a_pending_deletion_has_no_rights() {
    each_database(async |server| {
        server.admin("SUPERADMIN").await;
        let auditor = server.admin("AUDITOR").await;
        let input = json!({ "confirmation": "auditor@ucla.edu" });
        auditor.accept("requestAccountDeletion", input, "").await;
        let data = auditor
            .run("{ currentAdmin { id } me { isDeleted } }", json!({}))
            .await;
        assert_eq!(
            data,
            json!({ "currentAdmin": null, "me": { "isDeleted": true } })
        );
        auditor.accept("cancelAccountDeletion", json!({}), "").await;
        let data = auditor
            .run("{ currentAdmin { username } }", json!({}))
            .await;
        assert_eq!(data["currentAdmin"]["username"], "auditor");
    })
    .await;
}
