//! Creating and changing roles.

use serde_json::json;

use super::support::{another, failure};
use crate::harness::{each_database, names};

#[tokio::test]
async fn every_installation_starts_with_three_roles() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let roles = auditor
            .run("{ adminRoles { name permissions isBuiltIn } }", json!({}))
            .await;
        let every = [
            "USERS_READ",
            "USERS_WRITE",
            "USERS_DELETE",
            "USERS_IMPERSONATE",
            "ROSTER_WRITE",
            "ADMINS_READ",
            "ADMINS_WRITE",
            "SIGNALS_READ",
            "WEBHOOKS_READ",
            "WEBHOOKS_WRITE",
            "HOOKS_READ",
            "HOOKS_WRITE",
            "CONCERNS_READ",
            "CONCERNS_WRITE",
            "SESSIONS_READ",
            "SESSIONS_WRITE",
        ];
        let manager = [
            "USERS_READ",
            "USERS_WRITE",
            "USERS_DELETE",
            "ROSTER_WRITE",
            "SIGNALS_READ",
            "SESSIONS_READ",
            "SESSIONS_WRITE",
        ];
        let auditor = ["USERS_READ", "ADMINS_READ", "SIGNALS_READ", "SESSIONS_READ"];
        let expected = json!([
            { "name": "AUDITOR", "permissions": auditor, "isBuiltIn": true },
            { "name": "MANAGER", "permissions": manager, "isBuiltIn": true },
            { "name": "SUPERADMIN", "permissions": every, "isBuiltIn": true },
        ]);
        assert_eq!(roles["adminRoles"], expected);
    })
    .await;
}

#[tokio::test]
async fn a_changed_role_takes_effect_from_the_next_request() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "READER", "permissions": ["ADMINS_READ"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (reader, _) = another(&server, "rea", "READER").await;
        let query = "{ stats { matchRate } }";
        assert_eq!(failure(&reader, query).await, "FORBIDDEN");
        let role = json!({ "name": "READER", "permissions": ["USERS_READ"] });
        superadmin.accept("changeAdminRole", role, "").await;
        reader.run(query, json!({})).await;
        assert_eq!(
            failure(&reader, "{ adminRoles { name } }").await,
            "FORBIDDEN"
        );
    })
    .await;
}

#[tokio::test]
async fn both_changes_are_recorded_with_the_permissions_of_the_role() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        server.forget_signals().await;
        for (mutation, permission) in [
            ("createAdminRole", "USERS_READ"),
            ("changeAdminRole", "USERS_WRITE"),
        ] {
            let role = json!({ "name": "DESK", "permissions": [permission, permission] });
            superadmin.accept(mutation, role, "").await;
        }
        let emitted = server.signals().await;
        assert_eq!(
            names(&emitted),
            ["admin_role_created", "admin_role_changed"]
        );
        let data = json!({ "name": "DESK", "permissions": ["users:write"] });
        assert_eq!(emitted[1].arguments["data"], data);
    })
    .await;
}

#[tokio::test]
async fn every_refusal_has_its_own_code() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let cases = [
            ("createAdminRole", "small", "ROLE_NAME_INVALID name"),
            ("createAdminRole", "MANAGER", "ADMIN_ROLE_TAKEN name"),
            ("changeAdminRole", "NOBODY", "ADMIN_ROLE_NOT_FOUND name"),
            ("changeAdminRole", "\0", "ADMIN_ROLE_NOT_FOUND name"),
            ("changeAdminRole", "SUPERADMIN", "ADMIN_ROLE_FIXED name"),
        ];
        for (mutation, name, code) in cases {
            let input = json!({ "name": name, "permissions": [] });
            assert_eq!(superadmin.refuse(mutation, input).await, [code]);
        }
    })
    .await;
}

#[tokio::test]
async fn an_administrator_cannot_grant_a_permission_that_they_do_not_have() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let role = json!({ "name": "HIRING", "permissions": ["ADMINS_READ", "ADMINS_WRITE"] });
        superadmin.accept("createAdminRole", role, "").await;
        let (helen, _) = another(&server, "helen", "HIRING").await;
        let wider = json!({ "name": "HIRING", "permissions": ["ADMINS_WRITE", "USERS_DELETE"] });
        assert_eq!(helen.fail("changeAdminRole", wider).await, "FORBIDDEN");
        let new = json!({ "name": "NEW", "permissions": ["USERS_READ"] });
        assert_eq!(helen.fail("createAdminRole", new).await, "FORBIDDEN");
        let above = json!({ "name": "MANAGER", "permissions": [] });
        assert_eq!(helen.fail("changeAdminRole", above).await, "FORBIDDEN");
    })
    .await;
}
