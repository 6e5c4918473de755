//! Signals of administrators' actions: on accounts, on each other, and on roles.

use bruinbridge::signals::Name;
use serde_json::{Value, json};

use super::branch::{Branch, run};
use crate::harness::{Client, Reaction, Server};

const JO: &str = "jo@ucla.edu";

/// Returns an administrator and the id of a member, then clears the log.
async fn manager_and_member(server: &Server) -> (Client, String) {
    let id = server.member(JO).await.id().await;
    let manager = server.admin("MANAGER").await;
    server.forget_signals().await;
    (manager, id)
}

/// Returns a superadmin and the id of a signed-in auditor, then clears the log.
async fn superadmin_and_auditor(server: &Server) -> (Client, Value) {
    let superadmin = server.admin("SUPERADMIN").await;
    let auditor = server.admin("AUDITOR").await;
    let mut data = auditor.run("{ currentAdmin { id } }", json!({})).await;
    server.forget_signals().await;
    (superadmin, data["currentAdmin"]["id"].take())
}

async fn delete_fails(server: &Server, reaction: Reaction) {
    let (manager, id) = manager_and_member(server).await;
    server.react(Name::UserPreDelete, reaction);
    let document = "mutation($id: ID!) { deleteUser(input: { id: $id }) { id } }";
    let response = manager.try_run(document, json!({ "id": id })).await;
    assert!(response["data"]["deleteUser"]["id"].is_null(), "{response}");
    assert!(server.user(JO).await.is_some());
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "an account is changed and deactivated",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (manager, id) = manager_and_member(server).await;
                let input = json!({ "id": id, "firstName": "Jo", "isActive": false });
                manager.accept("updateUser", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo", isActive: false}) about U1 by U2
            W1 UserRepository.user_pre_update(update_data: {firstName: "Jo", isActive: false}) about U1 by U2
            W1 UserRepository.user_post_update about U1 by U2
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U2
            W1 UserManager.user_updated about U1 by U2
        "#,
    },
    Branch {
        title: "an account may not be changed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (superadmin, _) = superadmin_and_auditor(server).await;
                let id = superadmin.id().await;
                let manager = server.admin("MANAGER").await;
                server.forget_signals().await;
                let input = json!({ "id": id, "isActive": false });
                assert_eq!(manager.fail("updateUser", input).await, "FORBIDDEN");
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isActive: false}) about U1 by U2
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "forbidden: This concerns permissions that your own role does not have.", update_data: {isActive: false}) about U1 by U2
            W2 Platform.admin_action_refused(client_address: "127.0.0.1", data: {count: 1, operation: "updateUser", permission: "users:impersonate"}) about U2 by U2
        "#,
    },
    Branch {
        title: "a member runs an administrators' query repeatedly",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.forget_signals().await;
                for _ in 0..3 {
                    jo.try_run("{ adminRoles { name } }", json!({})).await;
                }
            })
        },
        emitted: r#"
            W1 Platform.admin_action_refused(client_address: "127.0.0.1", data: {count: 1, operation: "adminRoles", permission: "admins:read"}) about U1 by U1
        "#,
    },
    Branch {
        title: "an account is deleted",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (manager, id) = manager_and_member(server).await;
                manager.accept("deleteUser", json!({ "id": id }), "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_deletion_started about U1 by U2
            W1 UserRepository.user_pre_delete about U1 by U2
            W1 UserRepository.user_post_delete about U1 by U2
            W1 UserManager.user_deleted(username: "jo@ucla.edu") about U1 by U2
        "#,
    },
    Branch {
        title: "the account to delete does not exist",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (manager, _) = manager_and_member(server).await;
                let missing = json!({ "id": "00000000-0000-7000-8000-000000000000" });
                manager.refuse("deleteUser", missing).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_deletion_started about U1 by U2
            W1 UserManager.user_deletion_failed(error_type: "user_not_found") about U1 by U2
        "#,
    },
    Branch {
        title: "a handler refuses a deletion",
        settings: &[],
        provoke: |server| Box::pin(delete_fails(server, Reaction::Refuse("Not this one."))),
        emitted: r#"
            W1 UserManager.user_deletion_started about U1 by U2
            W1 UserRepository.user_pre_delete about U1 by U2
            W1 UserManager.user_deletion_failed(error_type: "repository_error", exception: "refused: REFUSED_BY_HANDLER") about U1 by U2
        "#,
    },
    Branch {
        title: "a handler of a deletion panics",
        settings: &[],
        provoke: |server| Box::pin(delete_fails(server, Reaction::Panic)),
        emitted: r#"
            W1 UserManager.user_deletion_started about U1 by U2
            W1 UserRepository.user_pre_delete about U1 by U2
            W1 UserManager.user_deletion_failed(error_type: "unexpected_exception", exception: "an unexpected error") about U1 by U2
        "#,
    },
    Branch {
        title: "an administrator gets another role",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (superadmin, id) = superadmin_and_auditor(server).await;
                let input = json!({ "id": id, "roleName": "SUPERADMIN" });
                superadmin.accept("setAdminRole", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {adminRole: "SUPERADMIN"}) about U1 by U2
            W1 UserRepository.user_pre_update(update_data: {isSuperuser: true}) about U1 by U2
            W1 UserRepository.user_post_update about U1 by U2
            W1 UserManager.user_updated about U1 by U2
        "#,
    },
    Branch {
        title: "the last superadmin is not demoted",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (superadmin, _) = superadmin_and_auditor(server).await;
                let data = superadmin.run("{ currentAdmin { id } }", json!({})).await;
                let input = json!({ "id": data["currentAdmin"]["id"], "roleName": "AUDITOR" });
                superadmin.refuse("setAdminRole", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {adminRole: "AUDITOR"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: LAST_SUPERADMIN", update_data: {adminRole: "AUDITOR"}) about U1 by U1
        "#,
    },
    Branch {
        title: "an administrator is deactivated and activated",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (superadmin, id) = superadmin_and_auditor(server).await;
                for mutation in ["deactivateAdmin", "activateAdmin"] {
                    superadmin.accept(mutation, json!({ "id": id }), "").await;
                }
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isActiveAdmin: false}) about U1 by U2
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U2
            W1 UserManager.user_updated about U1 by U2
            W2 UserManager.user_update_started(update_data: {isActiveAdmin: true}) about U1 by U2
            W2 UserManager.user_updated about U1 by U2
        "#,
    },
    Branch {
        title: "a role is created, created again, and changed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (superadmin, _) = superadmin_and_auditor(server).await;
                let input = json!({ "name": "DESK", "permissions": ["USERS_READ"] });
                superadmin
                    .accept("createAdminRole", input.clone(), "")
                    .await;
                superadmin.refuse("createAdminRole", input).await;
                let input = json!({ "name": "DESK", "permissions": [] });
                superadmin.accept("changeAdminRole", input, "").await;
            })
        },
        emitted: r#"
            W1 Platform.admin_role_created(data: {name: "DESK", permissions: ["users:read"]}) by U1
            W2 Platform.admin_role_changed(data: {name: "DESK", permissions: []}) by U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
