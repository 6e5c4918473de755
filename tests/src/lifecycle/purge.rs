//! Purging expired accounts.

use bruinbridge::signals::Name;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Reaction, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";

async fn request_deletion(client: &Client, email: &str) {
    let input = json!({ "confirmation": email });
    client.accept("requestAccountDeletion", input, "note").await;
}

#[tokio::test]
async fn only_expired_accounts_are_purged_and_counted() {
    each_database(async |server| {
        for number in 0..3 {
            let email = format!("expired{number}@ucla.edu");
            request_deletion(&server.member(&email).await, &email).await;
        }
        server.advance(Duration::minutes(30));
        let leaving = server.member("leaving@ucla.edu").await;
        request_deletion(&leaving, "leaving@ucla.edu").await;
        server.member("staying@ucla.edu").await;
        assert_eq!(server.purge().await, 0);
        server.advance(Duration::minutes(30));
        assert_eq!(server.purge().await, 3);
        assert_eq!(server.purge().await, 0);
        assert_eq!(server.count("users").await, 2);
        assert_eq!(leaving.me("isDeleted").await["isDeleted"], true);
    })
    .await;
}

#[tokio::test]
async fn all_data_of_the_account_is_deleted_with_it() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let mentor = server.mentor("mentor@ucla.edu").await;
        let input = json!({ "email": JO });
        jo.accept("requestPasswordReset", input, "note").await;
        server.send_emails().await;
        request_deletion(&jo, JO).await;
        server.pair(&jo, &mentor).await;
        let id = jo.id().await;
        server.advance(Duration::hours(1));
        assert_eq!(server.purge().await, 1);
        assert_eq!(server.ties().await, [0, 0, 0]);
        // Only the mentor's own rows are left. One of the two emails is about the end of the match.
        for (table, count) in [("sessions", 1), ("one_time_tokens", 1), ("emails", 2)] {
            assert_eq!(server.count(table).await, count, "{table}");
        }
        assert_eq!(jo.me("id").await, Value::Null);
        // The log outlives the rows that it refers to.
        let signals = server.signals().await;
        let emitted = signals
            .iter()
            .filter(|emitted| emitted.user_id.as_ref() == Some(&id));
        assert!(emitted.count() > 10);
    })
    .await;
}

#[tokio::test]
async fn expire_purge_and_register_again() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let before = jo.id().await;
        request_deletion(&jo, JO).await;
        server.advance(Duration::hours(1));
        assert_eq!(server.purge().await, 1);
        let again = server.member(JO).await;
        assert_ne!(again.id().await, before);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_cannot_be_purged_does_not_block_the_others() {
    each_database(async |server| {
        for email in [JO, "bo@ucla.edu"] {
            request_deletion(&server.member(email).await, email).await;
        }
        let kept = server.user(JO).await.expect("an account").id;
        server.handle(Name::UserPreDelete, move |event| {
            if event.signal.user_id == Some(kept) {
                return Reaction::Refuse("Not this one.");
            }
            Reaction::Agree
        });
        server.advance(Duration::hours(1));
        assert_eq!(server.purge().await, 1);
        assert!(server.user(JO).await.is_some());
        assert!(server.user("bo@ucla.edu").await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_rounds_purge_each_account_once() {
    each_database(async |server| {
        for number in 0..4 {
            let email = format!("jo{number}@ucla.edu");
            request_deletion(&server.member(&email).await, &email).await;
        }
        server.advance(Duration::hours(1));
        let (first, second, third) = tokio::join!(server.purge(), server.purge(), server.purge());
        assert_eq!(first + second + third, 4);
        let signals = server.signals().await;
        assert_eq!(
            signals
                .iter()
                .filter(|emitted| emitted.name == "user_deleted")
                .count(),
            4
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn purging_and_canceling_at_once_do_not_both_succeed() {
    each_database(async |server| {
        for number in 0..5 {
            let email = format!("jo{number}@ucla.edu");
            let jo = server.member(&email).await;
            request_deletion(&jo, &email).await;
            server.advance(Duration::hours(1) - Duration::seconds(1));
            let purge = async {
                server.advance(Duration::seconds(1));
                server.purge().await
            };
            let cancel = jo.try_run(
                "mutation { cancelAccountDeletion { errors { code } } }",
                json!({}),
            );
            let (purged, cancelled) = tokio::join!(purge, cancel);
            let is_kept = cancelled["data"]["cancelAccountDeletion"]["errors"] == json!([]);
            assert_eq!(is_kept, server.user(&email).await.is_some());
            assert_eq!(is_kept, purged == 0, "{cancelled}");
            let login = server
                .client()
                .mutate("login", credentials(&email, PASSWORD), "token")
                .await;
            assert_eq!(is_kept, codes(&login).is_empty());
        }
    })
    .await;
}
