//! Signals about webhooks.

use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::{Value, json};

use super::branch::{Branch, run};
use crate::harness::{Client, Server};
use crate::live::support::{emit, some_names};
use crate::webhooks::receiver::Receiver;

async fn create(server: &Server, url: &str) -> (Client, Value) {
    let admin = server.admin("SUPERADMIN").await;
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    server.forget_signals().await;
    let input = json!({ "url": url, "filter": filter });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    (admin, payload["webhook"]["id"].clone())
}

/// Creates a webhook whose endpoint returns this response until the server disables the webhook.
async fn disabled(server: &Server, response: &str) {
    let receiver = Receiver::open().await;
    receiver.responses(&[response; 100]);
    let (admin, _) = create(server, &receiver.url).await;
    emit(&server.app, &some_names(1)).await;
    server.wait_for_log().await;
    loop {
        deliver_due(&server.app).await.expect("a round");
        let data = admin.run("{ webhooks { isEnabled } }", json!({})).await;
        if data["webhooks"][0]["isEnabled"] == false {
            break;
        }
        server.advance(chrono::Duration::hours(1));
    }
    // Remove the signals that only triggered the deliveries.
    server
        .execute("DELETE FROM signals WHERE name = 'user_authentication_started'")
        .await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a webhook is created, changed, replayed and deleted",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (admin, id) = create(server, "https://hooks.example.com/secret?key=1").await;
                let input = json!({ "id": id, "isEnabled": false });
                admin.accept("updateWebhook", input, "").await;
                admin
                    .accept("rotateWebhookSecret", json!({ "id": id }), "")
                    .await;
                let input = json!({ "id": id, "after": "0" });
                admin.accept("replayWebhook", input, "").await;
                let input = json!({ "id": id });
                admin.accept("deleteWebhook", input.clone(), "").await;
                admin.refuse("deleteWebhook", input).await;
            })
        },
        emitted: r#"
            W1 Platform.webhook_created(data: {host: "hooks.example.com", isEnabled: true, webhookId: U1}) by U2
            W2 Platform.webhook_changed(data: {host: "hooks.example.com", isEnabled: false, webhookId: U1}) by U2
            W3 Platform.webhook_secret_rotated(data: {host: "hooks.example.com", isEnabled: false, webhookId: U1}) by U2
            W4 Platform.webhook_replayed(data: {host: "hooks.example.com", isEnabled: false, webhookId: U1}) by U2
            W5 Platform.webhook_deleted(data: {host: "hooks.example.com", isEnabled: false, webhookId: U1}) by U2
        "#,
    },
    Branch {
        title: "a webhook is rejected",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let admin = server.admin("SUPERADMIN").await;
                server.forget_signals().await;
                admin
                    .refuse("createWebhook", json!({ "url": "ftp://example.com" }))
                    .await;
            })
        },
        emitted: "",
    },
    Branch {
        title: "an endpoint responds that it is gone",
        settings: &[],
        provoke: |server| Box::pin(disabled(server, "410 Gone")),
        emitted: r#"
            W1 Platform.webhook_created(data: {host: "127.0.0.1", isEnabled: true, webhookId: U1}) by U2
            W2 Platform.webhook_disabled(data: {host: "127.0.0.1", isEnabled: false, webhookId: U1})
        "#,
    },
    Branch {
        title: "an endpoint rejects a signal for three days",
        settings: &[],
        provoke: |server| Box::pin(disabled(server, "500 Broken")),
        emitted: r#"
            W1 Platform.webhook_created(data: {host: "127.0.0.1", isEnabled: true, webhookId: U1}) by U2
            W2 Platform.webhook_disabled(data: {host: "127.0.0.1", isEnabled: false, webhookId: U1})
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
