//! An endpoint says with `Retry-After` how long it wants to be left alone.

use bruinbridge::webhooks::deliver::deliver_due;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::deliveries::hook;
use super::receiver::Receiver;
use crate::harness::{Client, Server, each_database};
use crate::live::support::{emit, some_names};

/// Delivers one signal to an endpoint that responds with a header `Retry-After`. Returns the wait that follows.
async fn wait_after(server: &Server, admin: &Client, retry_after: &str) -> Duration {
    let receiver = Receiver::open().await;
    let (id, _) = hook(admin, &receiver).await;
    receiver.responses(&[&format!("429 Slow\r\nretry-after: {retry_after}")]);
    emit(&server.app, &some_names(1)).await;
    server.wait_for_log().await;
    assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
    let data = admin.run("{ webhooks { id nextTryAt } }", json!({})).await;
    let webhooks = data["webhooks"].as_array().expect("a list");
    let webhook = webhooks.iter().find(|webhook| webhook["id"] == id.as_str());
    let due_at = webhook.expect("the webhook")["nextTryAt"].as_str();
    let due_at: DateTime<Utc> = due_at.expect("a time").parse().expect("a time");
    admin.accept("deleteWebhook", json!({ "id": id }), "").await;
    due_at - server.app.clock.now()
}

#[tokio::test]
async fn an_endpoint_sets_the_time_of_the_next_attempt_within_bounds() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let usual = Duration::seconds(5)..=Duration::seconds(6);
        for retry_after in [
            "0",
            "1",
            "soon",
            "-60",
            "1.5",
            "Fri, 28 Nov 2025 12:00:00 GMT",
        ] {
            let wait = wait_after(&server, &admin, retry_after).await;
            assert!(usual.contains(&wait), "{retry_after}: {wait}");
        }
        let wait = wait_after(&server, &admin, "600").await;
        assert_eq!(wait, Duration::minutes(10));
        let date = server.app.clock.now() + Duration::minutes(20);
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let wait = wait_after(&server, &admin, &date).await;
        let about = Duration::minutes(20) - Duration::seconds(1)..=Duration::minutes(20);
        assert!(about.contains(&wait), "{wait}");
        let date = server.app.clock.now() + Duration::days(3000);
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        for retry_after in ["4294967295", &date] {
            let wait = wait_after(&server, &admin, retry_after).await;
            assert_eq!(wait, Duration::hours(6), "{retry_after}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_next_attempt_is_made_when_the_endpoint_asked_for_it() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        receiver.responses(&["503 Busy\r\nretry-after: 600"]);
        emit(&server.app, &some_names(1)).await;
        server.wait_for_log().await;
        for (seconds, attempts) in [(0, 1), (590, 1), (11, 2)] {
            server.advance(Duration::seconds(seconds));
            deliver_due(&server.app).await.expect("a round");
            assert_eq!(receiver.posts().len(), attempts, "{seconds}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_prolong_the_wait_that_an_endpoint_asked_for() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        receiver.responses(&["503 Busy\r\nretry-after: 600"]);
        emit(&server.app, &some_names(1)).await;
        server.wait_for_log().await;
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
        server.app.clock.jump(Duration::hours(-1));
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 1);
    })
    .await;
}
