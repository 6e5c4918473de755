//! Permanently deleting an account as an administrator.

use serde_json::{Value, json};

use super::support::{id_of, look_up};
use crate::harness::{each_database, names};

#[tokio::test]
async fn a_deleted_account_is_gone_at_once_and_its_address_can_be_registered_again() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        server.forget_signals().await;
        let payload = manager
            .accept("deleteUser", json!({ "id": id }), "id")
            .await;
        assert_eq!(payload["id"], json!(id));
        let emitted = server.signals().await;
        let expected = [
            "user_deletion_started",
            "user_pre_delete",
            "user_post_delete",
            "user_deleted",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(emitted[3].arguments["username"], "jo@ucla.edu");
        assert_eq!(jo.me("id").await, Value::Null);
        assert_eq!(look_up(&manager, "jo@ucla.edu", "id").await, Value::Null);
        server.member("jo@ucla.edu").await;
    })
    .await;
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_an_error() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let input = json!({ "id": "00000000-0000-7000-8000-000000000000" });
        assert_eq!(
            manager.refuse("deleteUser", input).await,
            ["USER_NOT_FOUND id"]
        );
        let emitted = server.signals().await;
        assert_eq!(
            names(&emitted),
            ["user_deletion_started", "user_deletion_failed"]
        );
        assert_eq!(emitted[1].arguments["error_type"], "user_not_found");
    })
    .await;
}
