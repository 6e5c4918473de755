//! Sending a reset link to an account as an administrator, who never sets a password.

use serde_json::json;

use super::support::id_of;
use crate::harness::{MAIL, each_database_with, names};

#[tokio::test]
async fn the_owner_gets_a_link_and_chooses_the_password() {
    each_database_with(MAIL, async |server| {
        server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        server.forget_signals().await;
        manager
            .accept("sendPasswordReset", json!({ "id": id }), "")
            .await;
        let token = server.token_for("jo@ucla.edu").await;
        let emitted = server.signals().await;
        let expected = [
            "password_reset_request_started",
            "user_sessions_revoked",
            "password_reset_request_processed",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(emitted[0].actor_id, Some(manager.id().await));
        let input = json!({ "token": token, "newPassword": "newSecurePass!" });
        server.client().accept("resetPassword", input, "").await;
        server
            .client()
            .log_in("jo@ucla.edu", "newSecurePass!")
            .await;
    })
    .await;
}

#[tokio::test]
async fn every_refusal_has_its_own_code() {
    each_database_with(MAIL, async |server| {
        server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let missing = json!({ "id": "00000000-0000-7000-8000-000000000000" });
        let refused = manager.refuse("sendPasswordReset", missing).await;
        assert_eq!(refused, ["USER_NOT_FOUND id"]);
        let id = id_of(&manager, "jo@ucla.edu").await;
        let input = json!({ "id": id, "isActive": false });
        manager.accept("updateUser", input, "").await;
        let refused = manager
            .refuse("sendPasswordReset", json!({ "id": id }))
            .await;
        assert_eq!(refused, ["ACCOUNT_INACTIVE id"]);
    })
    .await;
}
