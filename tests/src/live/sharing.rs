//! Those who watch the same share one execution: nobody gets what was made for others.

use serde_json::json;

use super::support::{tell, text};
use crate::harness::each_database;

#[tokio::test]
async fn each_view_gets_its_own_fields() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let documents = [
            "subscription($x: Boolean!) { signals { username name @include(if: $x) } }",
            "subscription($x: Boolean!) { signals { username name @include(if: $x) } }",
            "subscription { signals { who: username } }",
        ];
        let variables = [json!({ "x": true }), json!({ "x": false }), json!({})];
        let mut subscriptions = Vec::new();
        for (document, variables) in documents.iter().zip(variables) {
            subscriptions.push(admin.subscribe(document, variables.clone()).await);
            subscriptions.push(admin.subscribe(document, variables).await);
        }
        let expected = [
            json!({ "username": "jo", "name": "USER_AUTHENTICATION_STARTED" }),
            json!({ "username": "jo" }),
            json!({ "who": "jo" }),
        ];
        for (index, subscription) in subscriptions.iter_mut().enumerate() {
            let first = tokio::select! {
                first = subscription.next() => first,
                () = repeat(&server.app) => unreachable!(),
            };
            assert_eq!(first, expected[index / 2]);
        }
    })
    .await;
}

/// Until everybody who subscribed has heard it.
async fn repeat(app: &bruinbridge::app::App) {
    loop {
        tell(app, &["jo".to_owned()]).await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_subscription_by_operation_name_plays_that_operation() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        server.forget_signals().await;
        tell(&server.app, &["jo".to_owned()]).await;
        let document = "subscription($after: String) { signals(after: $after, filter: { senders: [USER_MANAGER] }) \
                        { ...parts user { email } } } fragment parts on Signal { username }";
        let mut subscription = admin.subscribe(document, json!({ "after": "0" })).await;
        let event = subscription.next().await;
        assert_eq!(text(&event, "username"), "jo");
        assert!(event["user"].is_null());
    })
    .await;
}
