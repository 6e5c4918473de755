//! The log forgets its oldest signals, and what deleted accounts left in it.

use bruinbridge::signals::{redact, retention};
use chrono::Duration;
use serde_json::json;

use super::support::{follow, some_names, tell, text, usernames};
use crate::harness::{Heard, PASSWORD, each_database, each_database_with};

#[tokio::test]
async fn signals_older_than_the_setting_go_and_their_cursors_are_gone() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "30")], async |server| {
        let admin = server.admin("AUDITOR").await;
        let mut subscription = follow(&admin, Some("0")).await;
        let first = subscription.next().await;
        let mut last = subscription.next().await;
        // The last signal of signing the administrator in.
        while last["name"] != "ADMIN_AUTHENTICATED" {
            last = subscription.next().await;
        }
        server.advance(Duration::days(31));
        server
            .client()
            .refuse("login", json!({ "email": "new@ucla.edu", "password": "x" }))
            .await;
        server.settled().await;
        assert!(retention::prune_due(&server.app).await.expect("a round") > 0);
        assert_eq!(retention::prune_due(&server.app).await.expect("a round"), 0);
        let admin = server.client();
        let input = json!({ "username": "auditor", "password": PASSWORD });
        let payload = admin.accept("loginAdmin", input, "token").await;
        let admin = server.client_with(&text(&payload, "token"));
        // The last one that went is still a place to go on from: nothing behind it is missing.
        let cursor = text(&last, "cursor");
        let next = follow(&admin, Some(&cursor)).await.next().await;
        assert_eq!(text(&next, "username"), "new@ucla.edu");
        match follow(&admin, Some(&text(&first, "cursor")))
            .await
            .hear()
            .await
        {
            Heard::Errors(errors) => {
                assert_eq!(errors[0]["extensions"]["code"], "CURSOR_GONE");
                assert_eq!(errors[0]["extensions"]["oldest"], next["cursor"]);
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn zero_keeps_signals_for_ever() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "0")], async |server| {
        tell(&server.app, &some_names(3)).await;
        server.advance(Duration::days(40_000));
        assert_eq!(retention::prune_due(&server.app).await.expect("a round"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_no_address_and_no_values_in_the_log() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        server.member("mo@ucla.edu").await;
        let profile = json!({ "firstName": "Josephine", "hobbies": "Chess" });
        jo.accept("updateProfile", profile, "").await;
        let input = json!({ "email": "JO@ucla.edu", "password": "not it" });
        server.client().refuse("login", input).await;
        let input = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        server.advance(Duration::hours(2));
        assert_eq!(server.purge().await, 1);
        let before = server.signals().await;
        assert!(redact::redact_due(&server.app, 10).await.expect("a round") > 0);
        let after = server.signals().await;
        let text =
            serde_json::to_string(&after.iter().map(|told| &told.arguments).collect::<Vec<_>>())
                .expect("JSON")
                .to_lowercase();
        for left in ["jo@ucla.edu", "josephine", "chess"] {
            assert!(!text.contains(left), "{left} is left in {text}");
        }
        assert!(text.contains("mo@ucla.edu"));
        // What happened stays readable.
        let what = |told: &crate::harness::Told| (told.name.clone(), told.user_id.clone());
        let (before, after): (Vec<_>, Vec<_>) = (
            before.iter().map(what).collect(),
            after.iter().map(what).collect(),
        );
        assert_eq!(before, after);
        assert_eq!(
            redact::redact_due(&server.app, 10).await.expect("a round"),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_that_was_overtaken_by_the_retention_is_told() {
    each_database(async |server| {
        let admin = server.admin("AUDITOR").await;
        let mut subscription = follow(&admin, Some("0")).await;
        subscription.next().await;
        tell(&server.app, &some_names(5)).await;
        let mut heard = String::new();
        while heard != "name4" {
            heard = usernames(&mut subscription, 1).await.remove(0);
        }
    })
    .await;
}
