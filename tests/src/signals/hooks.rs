//! Signals about hooks.

use serde_json::json;

use super::branch::{Branch, run};

pub(super) const BRANCHES: &[Branch] = &[Branch {
    title: "a hook is created, changed and deleted",
    settings: &[],
    provoke: |server| {
        Box::pin(async move {
            let admin = server.admin("SUPERADMIN").await;
            server.forget_signals().await;
            let input = json!({
                "url": "https://hooks.example.com/secret?key=1",
                "signals": ["USER_PRE_CREATE"],
                "policy": "FAIL_CLOSED",
            });
            let payload = admin.accept("createHook", input, "hook { id }").await;
            let id = &payload["hook"]["id"];
            let input = json!({ "id": id, "isEnabled": false });
            admin.accept("updateHook", input, "").await;
            admin
                .accept("rotateHookSecret", json!({ "id": id }), "")
                .await;
            admin.accept("deleteHook", json!({ "id": id }), "").await;
            admin.refuse("deleteHook", json!({ "id": id })).await;
        })
    },
    emitted: r#"
        W1 Platform.hook_created(data: {hookId: U1, host: "hooks.example.com", isEnabled: true, policy: "FAIL_CLOSED", signals: ["user_pre_create"]}) by U2
        W2 Platform.hook_changed(data: {hookId: U1, host: "hooks.example.com", isEnabled: false, policy: "FAIL_CLOSED", signals: ["user_pre_create"]}) by U2
        W3 Platform.hook_secret_rotated(data: {hookId: U1, host: "hooks.example.com", isEnabled: false, policy: "FAIL_CLOSED", signals: ["user_pre_create"]}) by U2
        W4 Platform.hook_deleted(data: {hookId: U1, host: "hooks.example.com", isEnabled: false, policy: "FAIL_CLOSED", signals: ["user_pre_create"]}) by U2
    "#,
}];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
