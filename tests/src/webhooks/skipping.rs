//! The place of an endpoint follows the log past what it is not told.

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
use crate::live::support::{some_names, tell, text, write_about};

/// More than a place may stay behind.
const MANY: usize = 600;

/// Writes so many signals that nobody is told.
async fn pass_by(server: &Server, count: usize) {
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
async fn a_webhook_follows_the_log_past_what_it_is_not_told() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let place = cursor(&admin).await;
        pass_by(&server, 10).await;
        assert_eq!(round(&server).await, 0);
        // Not every commit is worth a write.
        assert_eq!(cursor(&admin).await, place);
        pass_by(&server, MANY).await;
        let passed = end(&server).await;
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, passed);
        pass_by(&server, 1).await;
        server.advance(Duration::seconds(59));
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, passed);
        server.advance(Duration::seconds(1));
        assert_eq!(round(&server).await, 0);
        assert_eq!(cursor(&admin).await, end(&server).await);
        tell(&server.app, &some_names(2)).await;
        assert_eq!(deliver(&server).await, 2);
        assert_eq!(receiver.usernames(), some_names(2));
    })
    .await;
}

#[tokio::test]
async fn what_was_not_taken_is_not_passed_over() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        receiver.responses(&["500 Broken"; 3]);
        let place = cursor(&admin).await;
        tell(&server.app, &some_names(1)).await;
        pass_by(&server, MANY).await;
        for _ in 0..3 {
            assert_eq!(round(&server).await, 0);
            server.advance(Duration::minutes(2));
        }
        assert_eq!(cursor(&admin).await, place);
        assert_eq!(round(&server).await, 1);
        assert_eq!(receiver.usernames(), ["name0"; 4]);
        assert_ne!(cursor(&admin).await, place);
    })
    .await;
}

#[tokio::test]
async fn whoever_sets_a_webhook_back_meanwhile_has_the_last_word() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        tell(&server.app, &some_names(3)).await;
        assert_eq!(deliver(&server).await, 3);
        pass_by(&server, MANY).await;
        // Another process sets it back, and commits after this one found nothing to tell.
        let sibling = server.sibling().await;
        let replay = sibling
            .app
            .db
            .writer()
            .begin()
            .await
            .expect("a transaction");
        let back = "UPDATE webhooks SET transaction_id = 0, position = 0";
        replay.execute_unprepared(back).await.expect(back);
        let mut passing = Box::pin(deliver_due(&server.app));
        let early = timeout(Span::from_millis(300), &mut passing).await;
        assert!(early.is_err(), "it waits for whoever holds the webhook");
        replay.commit().await.expect("a commit");
        passing.await.expect("a round");
        deliver(&server).await;
        assert_eq!(receiver.posts().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn what_only_another_version_understands_is_left_to_it() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let place = cursor(&admin).await;
        pass_by(&server, MANY).await;
        for names in [r#""of_tomorrow""#, r#""of_tomorrow", "user_authentication_started""#] {
            let filter = format!(
                r#"{{"names": [{names}], "senders": [], "user_id": null, "since": null, "until": null}}"#
            );
            server.execute(&format!("UPDATE webhooks SET filter = '{filter}'")).await;
            assert_eq!(round(&server).await, 0);
            assert_eq!(cursor(&admin).await, place);
        }
    })
    .await;
}
