//! Deactivating and activating administrators.

use serde_json::json;

use super::support::{another, failure, log_in};
use crate::harness::{PASSWORD, each_database, names};

#[tokio::test]
async fn a_deactivated_administrator_loses_every_session_at_once() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (max, id) = another(&server, "max", "MANAGER").await;
        let as_member = server.client().log_in("max@ucla.edu", PASSWORD).await;
        server.forget_signals().await;
        let payload = superadmin
            .accept(
                "deactivateAdmin",
                json!({ "id": id }),
                "adminUser { isActive }",
            )
            .await;
        assert_eq!(payload["adminUser"]["isActive"], false);
        assert_eq!(
            failure(&max, "{ adminRoles { name } }").await,
            "UNAUTHENTICATED"
        );
        assert!(as_member.me("id").await.is_null());
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_sessions_revoked",
            "user_updated",
        ];
        assert_eq!(names(&emitted), expected);
        let data = json!({ "isActiveAdmin": false });
        assert_eq!(emitted[0].arguments["update_data"], data);
    })
    .await;
}

#[tokio::test]
async fn an_activated_administrator_can_sign_in_again() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (_, id) = another(&server, "max", "AUDITOR").await;
        let input = json!({ "id": id });
        superadmin
            .accept("deactivateAdmin", input.clone(), "")
            .await;
        superadmin.accept("activateAdmin", input, "").await;
        let (max, _) = log_in(&server, "max").await;
        max.run("{ adminRoles { name } }", json!({})).await;
    })
    .await;
}
