//! Records of deliveries are kept for as long as the log, and then deleted.

use bruinbridge::webhooks::delete_old_deliveries::delete_old;
use chrono::Duration;
use serde_json::json;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Client, PASSWORD, Server, each_database_with};
use crate::live::support::{emit, some_names};

async fn sign_in(server: &Server) -> Client {
    let input = json!({ "username": "superadmin", "password": PASSWORD });
    let payload = server.client().accept("loginAdmin", input, "token").await;
    server.client_with(payload["token"].as_str().expect("a token"))
}

/// Creates a webhook whose first delivery gets this response. Returns its id and its receiver.
async fn webhook_with_response(
    server: &Server,
    admin: &Client,
    response: &str,
) -> (String, Receiver) {
    let receiver = Receiver::open().await;
    let (id, _) = hook(admin, &receiver).await;
    receiver.responses(&[response]);
    emit(&server.app, &some_names(1)).await;
    while receiver.posts().is_empty() {
        deliver(server).await;
    }
    (id, receiver)
}

async fn delete_due(server: &Server) -> u64 {
    delete_old(&server.app).await.expect("a round")
}

#[tokio::test]
async fn deliveries_are_deleted_after_the_retention_of_the_log_or_thirty_days() {
    for (retention, days) in [("90", 90), ("0", 30)] {
        each_database_with(&[("SIGNAL_RETENTION_DAYS", retention)], async |server| {
            let admin = server.admin("SUPERADMIN").await;
            webhook_with_response(&server, &admin, "500 Broken").await;
            server.advance(Duration::seconds(7));
            assert_eq!(deliver(&server).await, 1);
            server.advance(Duration::days(days) - Duration::seconds(1));
            assert_eq!(delete_due(&server).await, 0);
            server.advance(Duration::seconds(1));
            assert_eq!(delete_due(&server).await, 1);
            assert_eq!(server.count("webhook_deliveries").await, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_delivery_is_not_deleted_while_it_is_still_pending() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        server.register_admin("superadmin", "SUPERADMIN").await;
        for (response, state) in [("500 Broken", "RETRYING"), ("410 Gone", "DEAD")] {
            server.execute("DELETE FROM webhooks").await;
            let admin = sign_in(&server).await;
            let (id, receiver) = webhook_with_response(&server, &admin, response).await;
            server
                .execute("UPDATE webhooks SET is_enabled = FALSE")
                .await;
            server.advance(Duration::days(31));
            assert_eq!(delete_due(&server).await, 0);
            let left = format!("webhook_deliveries WHERE state = '{state}'");
            assert_eq!(server.count(&left).await, 1);
            let input = json!({ "id": id, "isEnabled": true });
            let admin = sign_in(&server).await;
            admin.accept("updateWebhook", input, "").await;
            assert_eq!(deliver(&server).await, 1);
            assert_eq!(receiver.usernames(), ["name0"; 2]);
            let taken = "webhook_deliveries WHERE state = 'DELIVERED' AND attempts = 2";
            assert_eq!(server.count(taken).await, 1);
            server.advance(Duration::days(31));
            assert_eq!(delete_due(&server).await, 1);
        }
    })
    .await;
}
