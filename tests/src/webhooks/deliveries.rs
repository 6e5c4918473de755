//! How signals are delivered to an endpoint, and what happens when a delivery fails.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bruinbridge::jobs::prune_signals;
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::receiver::{Post, Receiver};
use crate::harness::{Client, Server, each_database, each_database_with};
use crate::live::support::{emit, some_names};

/// Creates a webhook that receives only the signals of `live::support`. Returns its id and its secret.
pub(crate) async fn hook(admin: &Client, receiver: &Receiver) -> (String, String) {
    let filter = json!({ "names": ["USER_AUTHENTICATION_STARTED"] });
    let input = json!({ "url": receiver.url, "filter": filter });
    let payload = admin
        .accept("createWebhook", input, "webhook { id } secret")
        .await;
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&payload["webhook"]["id"]), text(&payload["secret"]))
}

/// Runs rounds until one delivers something. Returns how many signals it delivered.
pub(crate) async fn deliver(server: &Server) -> u64 {
    // Open transactions of other tests on the same cluster may still hold the log back.
    server.wait_for_log().await;
    let mut taken = deliver_due(&server.app).await.expect("a round");
    for _ in 0..50 {
        if taken > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        taken = deliver_due(&server.app).await.expect("a round");
    }
    taken
}

/// Returns the deliveries of a webhook that failed at least once.
pub(super) async fn tries(admin: &Client, id: &str) -> Value {
    let document = "query($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { state attempts status failure } } }";
    let data = admin.run(document, json!({ "id": id })).await;
    data["webhookDeliveries"]["nodes"].clone()
}

/// Returns whether one of the signatures of an attempt was made with a secret.
pub(crate) fn is_signed(post: &Post, secret: &str) -> bool {
    let (id, timestamp) = (
        &post.headers["webhook-id"],
        &post.headers["webhook-timestamp"],
    );
    let expected = signature(secret, id, timestamp, &post.body);
    let mut signatures = post.headers["webhook-signature"].split(' ');
    signatures.any(|signature| signature == expected)
}

/// Computes the signature that a receiver expects. Written from the specification, independently of the server.
fn signature(secret: &str, id: &str, timestamp: &str, body: &str) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").expect("a prefix"))
        .expect("base64");
    let content = format!("{id}.{timestamp}.{body}");
    let mut hmac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    hmac.update(content.as_bytes());
    format!("v1,{}", STANDARD.encode(hmac.finalize().into_bytes()))
}

/// Checks `signature` against a test vector of the specification's own libraries.
#[test]
fn signatures_match_the_specification() {
    let signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        r#"{"test": 2432232314}"#,
    );
    assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[tokio::test]
async fn signals_are_posted_signed_and_in_order() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, secret) = hook(&admin, &receiver).await;
        emit(&server.app, &some_names(120)).await;
        assert_eq!(deliver(&server).await, 120);
        assert_eq!(receiver.usernames(), some_names(120));
        let post = receiver.posts().remove(0);
        assert!(is_signed(&post, &secret));
        assert!(!is_signed(&post, "whsec_AAAA"));
        let body = post.json();
        assert_eq!(body["type"], "user_authentication_started");
        assert_eq!(body["data"]["id"], post.headers["webhook-id"].as_str());
        let webhooks = admin
            .run("{ webhooks { id failingSince cursor } }", json!({}))
            .await;
        assert_eq!(webhooks["webhooks"][0]["id"], id.as_str());
        assert!(webhooks["webhooks"][0]["failingSince"].is_null());
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_failed_delivery_is_retried_with_the_same_id_before_later_signals() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, secret) = hook(&admin, &receiver).await;
        receiver.responses(&["500 Broken", "302 Found\r\nlocation: /elsewhere"]);
        emit(&server.app, &some_names(3)).await;
        while receiver.posts().is_empty() {
            deliver(&server).await;
        }
        assert_eq!(receiver.usernames(), ["name0"]);
        server.advance(Duration::milliseconds(4_900));
        deliver_due(&server.app).await.expect("a round");
        assert_eq!(receiver.usernames(), ["name0"]);
        server.advance(Duration::milliseconds(2_100));
        deliver_due(&server.app).await.expect("a round");
        assert_eq!(receiver.usernames(), ["name0", "name0"]);
        // A redirect is a failure and is not followed. The second wait is longer than the first.
        server.advance(Duration::seconds(7));
        deliver_due(&server.app).await.expect("a round");
        assert_eq!(receiver.posts().len(), 2);
        server.advance(Duration::seconds(6));
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 3);
        assert_eq!(receiver.usernames()[2..], ["name0", "name1", "name2"]);
        let posts = receiver.posts();
        assert_eq!(posts[0].headers["webhook-id"], posts[2].headers["webhook-id"]);
        assert_ne!(
            posts[0].headers["webhook-timestamp"],
            posts[2].headers["webhook-timestamp"]
        );
        assert!(is_signed(&posts[2], &secret));
        let document = "query($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { state attempts status } } }";
        let deliveries = admin.run(document, json!({ "id": id })).await;
        assert_eq!(
            deliveries["webhookDeliveries"]["nodes"],
            json!([{ "state": "DELIVERED", "attempts": 3, "status": 200 }])
        );
    })
    .await;
}

#[tokio::test]
async fn after_three_days_a_signal_is_dead_and_the_webhook_is_disabled_until_it_is_replayed() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, _) = hook(&admin, &receiver).await;
        receiver.responses(&["503 Busy"; 100]);
        emit(&server.app, &some_names(2)).await;
        while receiver.posts().is_empty() {
            deliver(&server).await;
        }
        let state = async || {
            let fields = "{ webhooks { isEnabled disabledReason nextTryAt cursor } }";
            admin.run(fields, json!({})).await["webhooks"][0].clone()
        };
        let mut hours = 0;
        while state().await["isEnabled"] == true {
            server.advance(Duration::hours(1));
            hours += 1;
            assert!(hours <= 73, "{:?}", state().await);
            deliver_due(&server.app).await.expect("a round");
        }
        assert!(hours > 60, "{hours}");
        let tries = receiver.posts().len();
        assert!((12..40).contains(&tries), "{tries}");
        let document =
            "query($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { state cursor } } }";
        let deliveries = admin.run(document, json!({ "id": id })).await;
        assert_eq!(deliveries["webhookDeliveries"]["nodes"][0]["state"], "DEAD");
        receiver.responses(&[]);
        let after = state().await["cursor"].clone();
        let input = json!({ "id": id, "after": after });
        admin.accept("replayWebhook", input, "webhook { id }").await;
        let input = json!({ "id": id, "isEnabled": true });
        admin
            .accept("updateWebhook", input, "webhook { isEnabled }")
            .await;
        assert_eq!(deliver(&server).await, 2);
        assert_eq!(receiver.usernames()[tries..], some_names(2));
    })
    .await;
}

#[tokio::test]
async fn a_webhook_whose_endpoint_returns_gone_is_disabled() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        receiver.responses(&["410 Gone"]);
        emit(&server.app, &some_names(2)).await;
        while receiver.posts().is_empty() {
            deliver(&server).await;
        }
        let webhooks = admin
            .run("{ webhooks { isEnabled disabledReason } }", json!({}))
            .await;
        assert_eq!(webhooks["webhooks"][0]["isEnabled"], false);
        assert!(webhooks["webhooks"][0]["disabledReason"].is_string());
        server.advance(Duration::days(1));
        assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
        assert_eq!(receiver.posts().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_secret_is_used_at_once_and_the_old_one_for_another_day() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let (id, old) = hook(&admin, &receiver).await;
        let input = json!({ "id": id });
        let payload = admin.accept("rotateWebhookSecret", input, "secret").await;
        let new = payload["secret"].as_str().expect("a secret");
        emit(&server.app, &some_names(1)).await;
        deliver(&server).await;
        server.advance(Duration::hours(25));
        emit(&server.app, &some_names(1)).await;
        deliver(&server).await;
        let posts = receiver.posts();
        assert!(is_signed(&posts[0], new) && is_signed(&posts[0], &old));
        assert!(is_signed(&posts[1], new) && !is_signed(&posts[1], &old));
    })
    .await;
}

#[tokio::test]
async fn two_processes_deliver_each_signal_once() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        let sibling = server.sibling().await;
        emit(&server.app, &some_names(40)).await;
        while receiver.posts().len() < 40 {
            let (first, second) = tokio::join!(deliver_due(&server.app), deliver_due(&sibling.app));
            first.and(second).expect("a round");
        }
        assert_eq!(receiver.usernames(), some_names(40));
    })
    .await;
}

#[tokio::test]
async fn retention_keeps_pending_signals_of_a_webhook() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "1")], async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        // A webhook starts where readers of the log are: after the sign-in only once that is stable.
        server.wait_for_log().await;
        let input = json!({ "url": receiver.url });
        admin.accept("createWebhook", input, "webhook { id }").await;
        receiver.responses(&["500 Broken"]);
        let input = json!({ "email": "pending@ucla.edu", "password": "x" });
        server.client().refuse("login", input).await;
        while receiver.posts().is_empty() {
            deliver(&server).await;
        }
        server.advance(Duration::days(2));
        prune_signals::prune_due(&server.app)
            .await
            .expect("a round");
        let names = |emitted: Vec<crate::harness::LoggedSignal>| {
            emitted
                .iter()
                .map(|emitted| emitted.name.clone())
                .collect::<Vec<_>>()
        };
        let kept = names(server.signals().await);
        assert_eq!(
            kept,
            [
                "webhook_created",
                "user_authentication_started",
                "user_authentication_failed"
            ]
        );
        assert_eq!(deliver(&server).await, 3);
        prune_signals::prune_due(&server.app)
            .await
            .expect("a round");
        assert!(server.signals().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn retention_does_not_keep_signals_that_are_too_old_to_be_delivered() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "1")], async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let filter = json!({ "names": ["USER_AUTHENTICATION_FAILED"] });
        let input = json!({ "url": receiver.url, "filter": filter });
        admin.accept("createWebhook", input, "webhook { id }").await;
        receiver.responses(&["500 Broken"; 100]);
        let fail_login = async |email: &str| {
            let input = json!({ "email": email, "password": "x" });
            server.client().refuse("login", input).await;
        };
        fail_login("old@ucla.edu").await;
        server.advance(Duration::days(2));
        fail_login("young@ucla.edu").await;
        server.advance(Duration::days(2));
        server.wait_for_log().await;
        prune_signals::prune_due(&server.app)
            .await
            .expect("a round");
        let pending = async || -> Vec<Value> {
            let signals = server.signals().await;
            let failed = signals
                .iter()
                .filter(|emitted| emitted.name == "user_authentication_failed");
            failed
                .map(|emitted| emitted.arguments["username"].clone())
                .collect()
        };
        // They are four and two days old.
        assert_eq!(pending().await, ["young@ucla.edu"]);
        server.advance(Duration::days(2));
        prune_signals::prune_due(&server.app)
            .await
            .expect("a round");
        assert!(pending().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_filter_of_unknown_names_matches_nothing_and_delays_nothing() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        hook(&admin, &receiver).await;
        server.forget_signals().await;
        for filter in [
            r#"{"names": ["of_tomorrow"], "senders": [], "user_id": null, "since": null, "until": null}"#,
            r#"{"names": [], "senders": ["OfTomorrow"], "user_id": null, "since": null, "until": null}"#,
            r#"{"names": 7}"#,
        ] {
            server.execute(&format!("UPDATE webhooks SET filter = '{filter}'")).await;
            emit(&server.app, &some_names(3)).await;
            server.wait_for_log().await;
            assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
            let webhooks = admin.run("{ webhooks { names senders } }", json!({})).await;
            assert_eq!(webhooks["webhooks"][0], json!({ "names": [], "senders": [] }));
            assert_eq!(prune_signals::prune_due(&server.app).await.expect("a round"), 3);
        }
        // Known names in the same filter still match.
        let filter = r#"{"names": ["of_tomorrow", "user_authentication_started"], "senders": [], "user_id": null, "since": null, "until": null}"#;
        server.execute(&format!("UPDATE webhooks SET filter = '{filter}'")).await;
        emit(&server.app, &some_names(2)).await;
        assert_eq!(deliver(&server).await, 2);
        assert_eq!(receiver.usernames(), some_names(2));
    })
    .await;
}
