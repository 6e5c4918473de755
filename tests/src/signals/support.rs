//! Signals about administrators who sign in as members, and about emergency administrators.

use bruinbridge::admins::break_glass::{BreakGlass, break_glass};
use serde_json::{Value, json};

use super::branch::{Branch, run};
use crate::harness::{Client, Server};

const ON: &[(&str, &str)] = &[("IMPERSONATION", "true")];
const JO: &str = "jo@ucla.edu";

/// Signs an administrator in as a member: returns the administrator and that session. The log is cleared before.
async fn impersonated(server: &Server) -> (Client, Client) {
    let id = server.member(JO).await.id().await;
    let admin = server.admin("SUPERADMIN").await;
    server.forget_signals().await;
    let input = json!({ "userId": id, "reason": "Survey" });
    let payload = admin.accept("impersonateUser", input, "token").await;
    let token = payload["token"].as_str().expect("a token");
    (admin, server.client_with(token))
}

async fn make(server: &Server, username: &str) {
    let input = BreakGlass {
        username: username.to_owned(),
        email: "eve@ucla.edu".to_owned(),
        reason: Some("Locked out".to_owned()),
    };
    break_glass(&server.app, input)
        .await
        .expect("an administrator");
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "an administrator signs in as a member, changes the profile and ends it",
        settings: ON,
        provoke: |server| {
            Box::pin(async move {
                let (_, client) = impersonated(server).await;
                client
                    .accept("updateProfile", json!({ "firstName": "Jo" }), "")
                    .await;
                client.refuse("updateProfile", json!({ "year": 9 })).await;
                client
                    .accept("endImpersonation", Value::Null, "session { id }")
                    .await;
            })
        },
        emitted: r#"
            W1 Platform.impersonation_started(data: {reason: "Survey"}) about U1 by U2
            W2 UserManager.user_update_started(update_data: {firstName: "Jo"}) about U1 by U1, who is U2
            W2 UserRepository.user_pre_update(update_data: {firstName: "Jo"}) about U1 by U1, who is U2
            W2 UserRepository.user_post_update about U1 by U1, who is U2
            W2 UserManager.user_updated about U1 by U1, who is U2
            W3 UserManager.user_update_started(update_data: {year: 9}) about U1 by U1, who is U2
            W3 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: YEAR_OUT_OF_RANGE", update_data: {year: 9}) about U1 by U1, who is U2
            W4 Platform.impersonation_ended(data: {reason: "Survey"}) about U1 by U2
        "#,
    },
    Branch {
        title: "an administrator as a member runs an administrators' query",
        settings: ON,
        provoke: |server| {
            Box::pin(async move {
                let (_, client) = impersonated(server).await;
                client.try_run("{ adminRoles { name } }", json!({})).await;
            })
        },
        emitted: r#"
            W1 Platform.impersonation_started(data: {reason: "Survey"}) about U1 by U2
            W2 Platform.admin_action_refused(client_address: "127.0.0.1", data: {count: 1, operation: "adminRoles", permission: "admins:read"}) about U1 by U1, who is U2
        "#,
    },
    Branch {
        title: "an administrator signs out of a session as a member",
        settings: ON,
        provoke: |server| {
            Box::pin(async move {
                let (_, client) = impersonated(server).await;
                client.accept("logout", Value::Null, "").await;
            })
        },
        emitted: r#"
            W1 Platform.impersonation_started(data: {reason: "Survey"}) about U1 by U2
            W2 Platform.impersonation_ended(data: {reason: "Survey"}) about U1 by U2
        "#,
    },
    Branch {
        title: "an administrator signs out who is also signed in as a member",
        settings: ON,
        provoke: |server| {
            Box::pin(async move {
                let (admin, _) = impersonated(server).await;
                admin.accept("logout", Value::Null, "").await;
            })
        },
        emitted: r#"
            W1 Platform.impersonation_started(data: {reason: "Survey"}) about U1 by U2
            W2 Platform.impersonation_ended(data: {reason: "Survey"}) about U1 by U2
            W2 Platform.user_logged_out about U2 by U2
        "#,
    },
    Branch {
        title: "the command line creates an emergency administrator",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.forget_signals().await;
                make(server, "eve").await;
            })
        },
        emitted: r#"
            W1 UserRepository.user_pre_create(data: {email: "eve@ucla.edu", isVerified: true, password: "********", role: "ADMIN"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 AdminUserManager.admin_registered(admin_id: U2) about U1
            W1 Platform.break_glass_used(data: {adminId: U2, isNew: true, reason: "Locked out"}) about U1
        "#,
    },
    Branch {
        title: "the command line takes an administrator who exists",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.admin("MANAGER").await;
                server.forget_signals().await;
                make(server, "manager").await;
            })
        },
        emitted: r#"
            W1 UserRepository.user_pre_update(update_data: {isActive: true, isSuperuser: true, isVerified: true, password: "********"}) about U1
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_update about U1
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1
            W1 Platform.break_glass_used(data: {adminId: U2, isNew: false, reason: "Locked out"}) about U1
        "#,
    },
];

#[tokio::test]
async fn support_emits_its_signals() {
    run(BRANCHES).await;
}
