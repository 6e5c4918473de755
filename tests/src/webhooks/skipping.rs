//! The cursor of a webhook follows the log past signals that its filter excludes.

use std::time::Duration as Span;

use bruinbridge::signals::{Name, log};
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use tokio::time::timeout;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Client, Server, each_database};
use crate::live::support::{emit, some_names, text, write_about};

/// More signals than a cursor may fall behind.
const MANY: usize = 600;

/// Writes so many signals that no webhook receives.
async fn write_excluded(server: &Server, count: usize) {
    let writer = server.app.db.writer();
    write_about(writer, Name::UserPasswordChecked, None, &some_names(count)).await;
    server.wait_for_log().await;
}

async fn round(server: &Server) -> u64 {
    deliver_due(&server.app).await.expect("a round")
}

async fn cursor(admin: &Client) -> String {
    let data = admin.run("{ webhooks { cursor } }", json!({})).await;
    text(&data["webhooks"][0], "cursor")
}

async fn end(server: &Server) -> String {
    let end = log::end(server.app.db.reader(), server.app.db.engine).await;
    end.expect("the log").to_string()
}

#[tokio::test]
async fn a_webhook_cursor_follows_the_log_past_excluded_signals() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let start = cursor(&admin).await;
        write_excluded(&server, 10).await;
        assert_eq!(round(&server).await, 0);
        // Not every commit is worth a write.
        assert_eq!(cursor(&admin).await, start);
        write_excluded(&server, MANY).await;
        let end_of_log = end(&server).await;
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, end_of_log);
        write_excluded(&server, 1).await;
        server.advance(Duration::seconds(59));
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, end_of_log);
        server.advance(Duration::seconds(1));
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, end(&server).await);
        emit(&server.app, &some_names(2)).await;
        assert_eq!(deliver(&server).await, 2);
        assert_eq!(receiver.usernames(), some_names(2));
    })
    .await;
}

#[tokio::test]
async fn a_failed_delivery_is_not_skipped() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        receiver.responses(&["500 Broken"; 3]);
        let start = cursor(&admin).await;
        emit(&server.app, &some_names(1)).await;
        write_excluded(&server, MANY).await;
        for _ in 0..3 {
            assert_eq!(round(&server).await, 0);
            server.advance(Duration::minutes(2));
        }
        assert_eq!(cursor(&admin).await, start);
        assert_eq!(round(&server).await, 1);
        assert_eq!(receiver.usernames(), ["name0"; 4]);
        assert_ne!(cursor(&admin).await, start);
    })
    .await;
}

#[tokio::test]
async fn a_concurrent_replay_is_not_overwritten() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        emit(&server.app, &some_names(3)).await;
        assert_eq!(deliver(&server).await, 3);
        write_excluded(&server, MANY).await;
        // Another process moves the cursor back, and commits after this one found nothing to deliver.
        let sibling = server.sibling().await;
        let replay = sibling
            .app
            .db
            .writer()
            .begin()
            .await
            .expect("a transaction");
        let update = "UPDATE webhooks SET transaction_id = 0, position = 0";
        replay.execute_unprepared(update).await.expect(update);
        let mut skipping = Box::pin(deliver_due(&server.app));
        let early = timeout(Span::from_millis(300), &mut skipping).await;
        assert!(
            early.is_err(),
            "it waits for the transaction that locks the webhook"
        );
        replay.commit().await.expect("a commit");
        skipping.await.expect("a round");
        deliver(&server).await;
        assert_eq!(receiver.posts().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn filters_of_a_newer_version_are_left_alone() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let start = cursor(&admin).await;
        write_excluded(&server, MANY).await;
        for names in [r#""of_tomorrow""#, r#""of_tomorrow", "user_authentication_started""#] {
            let filter = format!(
                r#"{{"names": [{names}], "senders": [], "user_id": null, "since": null, "until": null}}"#
            );
            server.execute(&format!("UPDATE webhooks SET filter = '{filter}'")).await;
            assert_eq!(round(&server).await, 0);
            assert_eq!(cursor(&admin).await, start);
        }
    })
    .await;
}
