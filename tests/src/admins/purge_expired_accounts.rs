//! Purging expired accounts on request.

use chrono::Duration;
use serde_json::{Value, json};

use super::support::look_up;
use crate::harness::{each_database, names};

#[tokio::test]
async fn only_accounts_whose_grace_period_is_over_are_purged() {
    each_database(async |server| {
        for email in ["jo@ucla.edu", "al@ucla.edu"] {
            let leaving = server.member(email).await;
            let input = json!({ "confirmation": email });
            leaving.accept("requestAccountDeletion", input, "").await;
            server.advance(Duration::minutes(40));
        }
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let payload = manager
            .accept("purgeExpiredAccounts", Value::Null, "purged")
            .await;
        assert_eq!(payload["purged"], 1);
        let emitted = server.signals().await;
        let expected = [
            "user_deletion_started",
            "user_pre_delete",
            "user_post_delete",
            "user_deleted",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(emitted[0].actor_id, Some(manager.id().await));
        assert!(look_up(&manager, "jo@ucla.edu", "id").await.is_null());
        assert!(!look_up(&manager, "al@ucla.edu", "id").await.is_null());
    })
    .await;
}
