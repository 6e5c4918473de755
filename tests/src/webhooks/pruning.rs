//! Webhooks whose pending signals change while the log is pruned.

use std::sync::Arc;
use std::time::Duration as Span;

use bruinbridge::jobs::prune_signals;
use bruinbridge::signals::Name;
use chrono::Duration;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Client, PASSWORD, Reaction, Server, each_database_with};

/// Fails a login. Its signal is delivered or missed by a webhook, and may be pruned two days later.
async fn fail_login(server: &Server) {
    let input = json!({ "email": "old@ucla.edu", "password": "x" });
    server.client().refuse("login", input).await;
}

/// Advances the clock by two days and signs the administrator in again.
async fn two_days_later(server: &Server) -> Client {
    server.advance(Duration::days(2));
    let input = json!({ "username": "superadmin", "password": PASSWORD });
    let payload = server.client().accept("loginAdmin", input, "token").await;
    server.wait_for_log().await;
    server.client_with(payload["token"].as_str().expect("a token"))
}

/// Calls a command, and prunes the log before the command commits.
async fn pruned_meanwhile(
    server: &Server,
    admin: &Client,
    command: &str,
    input: Value,
    signal: Name,
) {
    let (reached, permits) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let (emitted, waiting) = (Arc::clone(&reached), Arc::clone(&permits));
    server.handle(signal, move |_| {
        emitted.notify_one();
        Reaction::Wait(Arc::clone(&waiting))
    });
    let pruned = async {
        reached.notified().await;
        let mut prune = Box::pin(prune_signals::prune_due(&server.app));
        // Long enough for the pruning to finish, unless it waits for the command.
        let early = timeout(Span::from_millis(300), &mut prune).await;
        permits.add_permits(1);
        match early {
            Ok(pruned) => pruned,
            Err(_) => prune.await,
        }
    };
    let (_, pruned) = tokio::join!(admin.accept(command, input, ""), pruned);
    pruned.expect("a round");
}

#[tokio::test]
async fn a_webhook_that_is_enabled_while_the_log_is_pruned_receives_what_it_missed() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "1")], async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, _) = hook(&admin, &receiver).await;
        let input = json!({ "id": id, "isEnabled": false });
        admin.accept("updateWebhook", input, "").await;
        fail_login(&server).await;
        let admin = two_days_later(&server).await;
        let input = json!({ "id": id, "isEnabled": true });
        pruned_meanwhile(
            &server,
            &admin,
            "updateWebhook",
            input,
            Name::WebhookChanged,
        )
        .await;
        assert_eq!(deliver(&server).await, 1);
        assert_eq!(receiver.usernames(), ["old@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn a_webhook_that_is_replayed_while_the_log_is_pruned_receives_its_signals_again() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "1")], async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, _) = hook(&admin, &receiver).await;
        fail_login(&server).await;
        assert_eq!(deliver(&server).await, 1);
        let admin = two_days_later(&server).await;
        let input = json!({ "id": id, "after": "0" });
        pruned_meanwhile(
            &server,
            &admin,
            "replayWebhook",
            input,
            Name::WebhookReplayed,
        )
        .await;
        assert_eq!(deliver(&server).await, 1);
        assert_eq!(receiver.usernames(), ["old@ucla.edu"; 2]);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_is_deleted_while_their_signals_are_pruned() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "1")], async |server| {
        server.admin("SUPERADMIN").await;
        server.register_admin("other", "SUPERADMIN").await;
        let other = server.user("other@ucla.edu").await.expect("an account");
        let admin = two_days_later(&server).await;
        let input = json!({ "id": other.id.to_string() });
        // The deletion has rewritten signals that the pruning wants to delete, and has yet to review webhooks.
        let between = Name::UserPostDelete;
        pruned_meanwhile(&server, &admin, "deleteUser", input, between).await;
        assert!(server.user("other@ucla.edu").await.is_none());
    })
    .await;
}
