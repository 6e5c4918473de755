//! The migration `m0021_session_permissions` takes from no role what it could do.

use bruinbridge::db::migrate;
use serde_json::{Value, json};

use crate::harness::each_database;

#[tokio::test]
async fn roles_keep_what_they_could_do() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let roles: &[(&str, &[&str], &[&str])] = &[
            (
                "BOTH",
                &["USERS_READ", "USERS_WRITE"],
                &["SESSIONS_READ", "SESSIONS_WRITE"],
            ),
            ("READER", &["USERS_READ", "HOOKS_READ"], &["SESSIONS_READ"]),
            ("SIGNALS", &["SIGNALS_READ"], &[]),
        ];
        for (name, before, _) in roles {
            let role = json!({ "name": name, "permissions": before });
            superadmin.accept("createAdminRole", role, "").await;
        }
        let applied = migrate::status(&server.app.db).await.expect("a status");
        let position = applied
            .iter()
            .position(|(name, _)| name == "m0021_session_permissions");
        let steps = applied.len() - position.expect("the migration");
        let steps = u32::try_from(steps).expect("a small number");
        let permissions = async || {
            let roles = superadmin
                .run("{ adminRoles { name permissions } }", json!({}))
                .await;
            roles["adminRoles"].as_array().expect("a list").clone()
        };
        let of = |roles: &[Value], name: &str| {
            let role = roles.iter().find(|role| role["name"] == name);
            role.expect("a role")["permissions"].clone()
        };
        let original = permissions().await;
        migrate::down(&server.app.db, steps).await.expect("down");
        let down = permissions().await;
        assert_eq!(
            of(&down, "AUDITOR"),
            json!(["USERS_READ", "ADMINS_READ", "SIGNALS_READ"])
        );
        migrate::up(&server.app.db).await.expect("up");
        let up = permissions().await;
        for name in ["SUPERADMIN", "MANAGER", "AUDITOR"] {
            assert_eq!(of(&up, name), of(&original, name));
        }
        for (name, before, gained) in roles {
            assert_eq!(of(&up, name), json!([*before, *gained].concat()), "{name}");
        }
    })
    .await;
}
