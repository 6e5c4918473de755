//! Canceling the deletion of an account as an administrator.

use chrono::Duration;
use serde_json::json;

use super::support::id_of;
use crate::harness::{each_database, names};

#[tokio::test]
async fn an_administrator_cancels_a_requested_deletion() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        let refused = manager.refuse("restoreUser", json!({ "id": id })).await;
        assert_eq!(refused, ["NO_DELETION_PENDING"]);
        let confirmation = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", confirmation.clone(), "")
            .await;
        server.forget_signals().await;
        let payload = manager
            .accept("restoreUser", json!({ "id": id }), "user { isDeleted }")
            .await;
        assert_eq!(payload["user"]["isDeleted"], false);
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_deletion_cancelled",
            "user_updated",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(emitted[0].actor_id, Some(manager.id().await));
        jo.accept("requestAccountDeletion", confirmation, "").await;
        server.advance(Duration::hours(2));
        let refused = manager.refuse("restoreUser", json!({ "id": id })).await;
        assert_eq!(refused, ["GRACE_PERIOD_OVER"]);
    })
    .await;
}
