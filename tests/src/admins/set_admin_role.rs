//! Changing the role of an administrator.

use serde_json::json;

use super::support::{another, failure};
use crate::harness::{each_database, names};

#[tokio::test]
async fn the_new_role_takes_effect_from_the_next_request() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (max, id) = another(&server, "max", "AUDITOR").await;
        max.run("{ adminRoles { name } }", json!({})).await;
        server.forget_signals().await;
        let input = json!({ "id": id, "roleName": "MANAGER" });
        let payload = superadmin
            .accept("setAdminRole", input, "adminUser { role { name } }")
            .await;
        assert_eq!(payload["adminUser"]["role"]["name"], "MANAGER");
        assert_eq!(failure(&max, "{ adminRoles { name } }").await, "FORBIDDEN");
        let emitted = server.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_updated",
            "admin_action_refused",
        ];
        assert_eq!(names(&emitted), expected);
        let data = json!({ "adminRole": "MANAGER" });
        assert_eq!(emitted[0].arguments["update_data"], data);
    })
    .await;
}

#[tokio::test]
async fn only_an_administrator_with_every_permission_counts_as_superuser() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (_, id) = another(&server, "max", "AUDITOR").await;
        let input = json!({ "id": id, "roleName": "SUPERADMIN" });
        superadmin.accept("setAdminRole", input, "").await;
        let emitted = server.signals().await;
        let mut updates = emitted
            .iter()
            .filter(|signal| signal.name == "user_pre_update");
        let data = &updates.next_back().expect("an update").arguments["update_data"];
        assert_eq!(data["isSuperuser"], true);
    })
    .await;
}

#[tokio::test]
async fn every_refusal_has_its_own_code() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (_, id) = another(&server, "max", "AUDITOR").await;
        for role in ["NOBODY", "AUDITOR\0"] {
            let input = json!({ "id": id, "roleName": role });
            let refused = superadmin.refuse("setAdminRole", input).await;
            assert_eq!(refused, ["ADMIN_ROLE_NOT_FOUND roleName"]);
        }
        let own_user_id = superadmin.id().await;
        let input = json!({ "id": own_user_id, "roleName": "AUDITOR" });
        let refused = superadmin.refuse("setAdminRole", input).await;
        assert_eq!(refused, ["ADMIN_NOT_FOUND id"]);
        let input = json!({ "id": "max", "roleName": "AUDITOR" });
        assert_eq!(
            superadmin.fail("setAdminRole", input).await,
            "BAD_USER_INPUT"
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_cannot_change_one_with_more_permissions() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "HIRING", "permissions": ["ADMINS_READ", "ADMINS_WRITE"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (helen, own) = another(&server, "helen", "HIRING").await;
        let (_, max) = another(&server, "max", "MANAGER").await;
        let demote = json!({ "id": max, "roleName": "HIRING" });
        assert_eq!(helen.fail("setAdminRole", demote).await, "FORBIDDEN");
        let rise = json!({ "id": own, "roleName": "SUPERADMIN" });
        assert_eq!(helen.fail("setAdminRole", rise).await, "FORBIDDEN");
        let input = json!({ "id": max });
        assert_eq!(helen.fail("deactivateAdmin", input).await, "FORBIDDEN");
    })
    .await;
}
