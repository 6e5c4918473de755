//! Changing an account as an administrator.

use serde_json::{Value, json};

use super::support::{another, id_of};
use crate::harness::{PASSWORD, each_database, names};

#[tokio::test]
async fn an_administrator_changes_a_profile_with_the_same_validation() {
    each_database(async |server| {
        server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        let input = json!({ "id": id, "firstName": " Jo ", "major": ["Law", "law"], "year": 2 });
        let payload = manager
            .accept("updateUser", input, "user { firstName major year email }")
            .await;
        let jo = json!({ "firstName": "Jo", "major": ["Law"], "year": 2, "email": "jo@ucla.edu" });
        assert_eq!(payload["user"], jo);
        let input = json!({ "id": id, "year": 9, "firstName": "x".repeat(151) });
        let mut refused = manager.refuse("updateUser", input).await;
        refused.sort();
        assert_eq!(
            refused,
            ["NAME_TOO_LONG firstName", "YEAR_OUT_OF_RANGE year"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_account_loses_its_sessions_and_cannot_sign_in() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        server.forget_signals().await;
        let input = json!({ "id": id, "isActive": false });
        manager.accept("updateUser", input, "").await;
        assert_eq!(jo.me("id").await, Value::Null);
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_sessions_revoked",
            "user_updated",
        ];
        assert_eq!(names(&emitted), expected);
        assert_eq!(
            emitted[0].arguments["update_data"],
            json!({ "isActive": false })
        );
        let credentials = json!({ "email": "jo@ucla.edu", "password": PASSWORD });
        assert_eq!(
            server.client().refuse("login", credentials.clone()).await,
            ["ACCOUNT_INACTIVE"]
        );
        let input = json!({ "id": id, "isActive": true });
        manager.accept("updateUser", input, "").await;
        server.client().accept("login", credentials, "token").await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_can_set_and_clear_the_verification() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "jo@ucla.edu").await;
        let input = json!({ "id": id, "isVerified": false });
        manager.accept("updateUser", input, "").await;
        assert_eq!(jo.me("id").await, Value::Null);
        let credentials = json!({ "email": "jo@ucla.edu", "password": PASSWORD });
        assert_eq!(
            server.client().refuse("login", credentials.clone()).await,
            ["EMAIL_NOT_VERIFIED"]
        );
        server.forget_signals().await;
        let input = json!({ "id": id, "isVerified": true });
        manager.accept("updateUser", input, "").await;
        let emitted = server.signals().await;
        assert!(names(&emitted).contains(&"user_email_verified"));
        server.client().accept("login", credentials, "token").await;
    })
    .await;
}

#[tokio::test]
async fn a_role_change_is_recorded_and_cannot_make_an_administrator() {
    each_database(async |server| {
        server.member("jo@ucla.edu").await;
        let superadmin = server.admin("SUPERADMIN").await;
        let id = id_of(&superadmin, "jo@ucla.edu").await;
        let input = json!({ "id": id, "role": "MENTOR" });
        let payload = superadmin
            .accept("updateUser", input, "user { role }")
            .await;
        assert_eq!(payload["user"]["role"], "MENTOR");
        let emitted = server.signals().await;
        assert!(names(&emitted).contains(&"user_role_changed"));
        let input = json!({ "id": id, "role": "ADMIN" });
        let refused = superadmin.refuse("updateUser", input).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED role"]);
        let input = json!({ "id": superadmin.id().await, "role": "MENTEE" });
        let refused = superadmin.refuse("updateUser", input).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED role"]);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_an_error() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let missing = "00000000-0000-7000-8000-000000000000";
        let input = json!({ "id": missing, "year": 1 });
        let refused = manager.refuse("updateUser", input).await;
        assert_eq!(refused, ["USER_NOT_FOUND id"]);
        let emitted = server.signals().await;
        assert_eq!(
            names(&emitted),
            ["user_update_started", "user_update_failed"]
        );
        assert_eq!(emitted[1].arguments["error_type"], "user_not_found");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_cannot_change_one_with_more_permissions() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (manager, _) = another(&server, "max", "MANAGER").await;
        let id = superadmin.id().await;
        let input = json!({ "id": id, "isActive": false });
        assert_eq!(manager.fail("updateUser", input).await, "FORBIDDEN");
        for mutation in ["deleteUser", "restoreUser", "sendPasswordReset"] {
            let refused = manager.fail(mutation, json!({ "id": id })).await;
            assert_eq!(refused, "FORBIDDEN", "{mutation}");
        }
    })
    .await;
}
