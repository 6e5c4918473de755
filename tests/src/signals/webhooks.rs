//! What webhooks tell of themselves.

use bruinbridge::webhooks::deliver::deliver_due;
use serde_json::{Value, json};

use super::branch::{Branch, run};
use crate::harness::{Client, Server};
use crate::live::support::{some_names, tell};
use crate::webhooks::receiver::Receiver;

async fn make(server: &Server, url: &str) -> (Client, Value) {
    let admin = server.admin("SUPERADMIN").await;
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    server.forget_signals().await;
    let input = json!({ "url": url, "filter": filter });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    (admin, payload["webhook"]["id"].clone())
}

/// A webhook whose endpoint answers this until it is switched off.
async fn switched_off(server: &Server, response: &str) {
    let receiver = Receiver::open().await;
    receiver.responses(&[response; 100]);
    let (admin, _) = make(server, &receiver.url).await;
    tell(&server.app, &some_names(1)).await;
    server.wait_for_log().await;
    loop {
        deliver_due(&server.app).await.expect("a round");
        let data = admin.run("{ webhooks { isEnabled } }", json!({})).await;
        if data["webhooks"][0]["isEnabled"] == false {
            break;
        }
        server.advance(chrono::Duration::hours(1));
    }
    // What was told for the test's sake has nothing to do with it.
    server
        .execute("DELETE FROM signals WHERE name = 'user_authentication_started'")
        .await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a webhook is made, changed, replayed and deleted",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (admin, id) = make(server, "https://hooks.example.com/secret?key=1").await;
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
        title: "a webhook is refused",
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
        title: "an endpoint says that it is gone",
        settings: &[],
        provoke: |server| Box::pin(switched_off(server, "410 Gone")),
        emitted: r#"
            W1 Platform.webhook_created(data: {host: "127.0.0.1", isEnabled: true, webhookId: U1}) by U2
            W2 Platform.webhook_disabled(data: {host: "127.0.0.1", isEnabled: false, webhookId: U1})
        "#,
    },
    Branch {
        title: "an endpoint takes a signal for three days not",
        settings: &[],
        provoke: |server| Box::pin(switched_off(server, "500 Broken")),
        emitted: r#"
            W1 Platform.webhook_created(data: {host: "127.0.0.1", isEnabled: true, webhookId: U1}) by U2
            W2 Platform.webhook_disabled(data: {host: "127.0.0.1", isEnabled: false, webhookId: U1})
        "#,
    },
];

#[tokio::test]
async fn every_branch_tells_what_it_should() {
    run(BRANCHES).await;
}
