//! Signals that the platform adds to the sources: sessions that end.

use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::PASSWORD;

const JO: &str = "jo@ucla.edu";

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a member signs out",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.forget_signals().await;
                jo.accept("logout", json!({}), "").await;
                jo.accept("logout", json!({}), "").await;
            })
        },
        emitted: r#"
            W1 Platform.user_logged_out about U1 by U1
        "#,
    },
    Branch {
        title: "a member confirms the password, after a wrong one",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.forget_signals().await;
                let wrong = json!({ "password": "wrong password" });
                jo.refuse("reauthenticate", wrong).await;
                let right = json!({ "password": PASSWORD });
                jo.accept("reauthenticate", right, "").await;
            })
        },
        emitted: r#"
            W1 User.user_password_checked(success: false) about U1 by U1
            W2 User.user_password_checked(success: true) about U1 by U1
            W2 Platform.user_reauthenticated about U1 by U1
        "#,
    },
    Branch {
        title: "one session is revoked, and then one that does not exist",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                let id = jo.me("sessions { id }").await["sessions"][0]["id"].take();
                let elsewhere = server.client().log_in(JO, PASSWORD).await;
                server.forget_signals().await;
                elsewhere
                    .accept("revokeSession", json!({ "id": id }), "")
                    .await;
                elsewhere.refuse("revokeSession", json!({ "id": id })).await;
            })
        },
        emitted: r#"
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U1
        "#,
    },
    Branch {
        title: "the other sessions are revoked, twice",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                for _ in 0..2 {
                    server.client().log_in(JO, PASSWORD).await;
                }
                server.forget_signals().await;
                jo.accept("revokeOtherSessions", json!({}), "revoked").await;
                jo.accept("revokeOtherSessions", json!({}), "revoked").await;
            })
        },
        emitted: r#"
            W1 Platform.user_sessions_revoked(data: {revoked: 2}) about U1 by U1
        "#,
    },
    Branch {
        title: "an administrator ends everybody's sessions",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let superadmin = server.admin("SUPERADMIN").await;
                server.member(JO).await;
                server.forget_signals().await;
                superadmin.accept("endAllSessions", json!({}), "").await;
                superadmin.accept("endAllSessions", json!({}), "").await;
            })
        },
        emitted: r#"
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U2
        "#,
    },
    Branch {
        title: "a session is used from two networks in turn",
        settings: &[("TRUSTED_PROXIES", "127.0.0.1")],
        provoke: |server| {
            Box::pin(async move {
                let mut jo = server.member(JO).await;
                server.forget_signals().await;
                for address in ["198.51.100.1", "203.0.113.1", "198.51.100.2"] {
                    jo.headers = vec![("x-forwarded-for", address.to_owned())];
                    jo.me("email").await;
                }
                server.background_finished().await;
            })
        },
        emitted: r#"
            W1 Platform.suspicious_activity(data: {firstAddress: "198.51.100.2", secondAddress: "203.0.113.1", sessionId: U1}, rule: "session_from_two_networks") about U2
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
