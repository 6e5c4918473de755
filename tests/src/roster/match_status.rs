//! Who counts as matched, and how that changes when a partner leaves.

use serde_json::json;

use super::support::{add, on_roster};
use crate::harness::{each_database, each_database_with, names};

#[tokio::test]
async fn a_mentor_is_matched_only_while_the_roster_is_full() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.member("mia@ucla.edu").await;
        let matched = async || ma.me("isMatched").await["isMatched"].take();
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(
            jo.me("isMatched matchedMentorEmail").await,
            json!({ "isMatched": true, "matchedMentorEmail": "ma@ucla.edu" })
        );
        assert_eq!(matched().await, false);
        let roster = add(&ma, "mia@ucla.edu").await;
        assert_eq!(roster["isFull"], true);
        assert_eq!(matched().await, true);
        ma.accept("removeMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
            .await;
        assert_eq!(matched().await, false);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_changes_role_loses_every_mentee() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.member("mia@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        add(&ma, "mia@ucla.edu").await;
        server.forget_signals().await;
        ma.accept("changeRole", json!({ "newRole": "MENTEE" }), "")
            .await;
        assert_eq!(jo.me("isMatched").await["isMatched"], false);
        let emitted = server.signals().await;
        let removed = names(&emitted)
            .iter()
            .filter(|name| **name == "mentee_removed")
            .count();
        assert_eq!(removed, 4, "two for each match");
    })
    .await;
}

#[tokio::test]
async fn a_mentee_who_leaves_frees_the_seat_at_once() {
    each_database_with(&[("MAX_MENTEES", "1")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.member("mia@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let confirmation = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", confirmation, "").await;
        assert!(on_roster(&ma).await.is_empty());
        add(&ma, "mia@ucla.edu").await;
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        assert_eq!(
            jo.me("isMatched mentor { id }").await,
            json!({ "isMatched": false, "mentor": null })
        );
    })
    .await;
}
