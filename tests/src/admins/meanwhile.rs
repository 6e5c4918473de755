//! Administrators who lose their rights between the arrival of a request and its transaction, for example while the
//! request waits for a hash or a lock.

use std::future::Future;

use bruinbridge::admins::{
    activate_admin, change_admin_role, create_admin_role, deactivate_admin, delete_user,
    register_admin, restore_user, send_password_reset, set_admin_role, update_user,
};
use bruinbridge::auth::permission::Right;
use bruinbridge::auth::{Admin, Caller, Permission, authenticate};
use bruinbridge::config::Secret;
use bruinbridge::cursor::Cursor;
use bruinbridge::entities::hook::Policy;
use bruinbridge::error::{Error, Result};
use bruinbridge::hooks;
use bruinbridge::ids::{AdminId, HookId, UserId, WebhookId};
use bruinbridge::roster::{Person, RosterAccess, add_mentee, remove_mentee, set_capacity};
use bruinbridge::signals::log::Filter;
use bruinbridge::webhooks::{create, delete, replay, rotate_secret, update};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::support::another;
use crate::harness::{Client, PASSWORD, Server, each_database, names};

/// A mutation and its input, given the ids of an administrator and of the account.
type Way = fn(&Value, &Value) -> (&'static str, Value);

/// Authenticates a client as an arriving request does.
async fn arrived(server: &Server, client: &Client) -> Caller {
    let token = client.token.as_deref();
    let caller = authenticate(&server.app, token, bruinbridge::auth::Client::default()).await;
    caller.expect("a caller")
}

fn proof<R: Right>(caller: &Caller) -> Admin<R> {
    caller.admin().expect("a permission")
}

/// Asserts that a command fails because its administrator lacks the permission.
async fn is_forbidden<T>(name: &str, command: impl Future<Output = Result<T>>) {
    let error = command.await.err();
    assert!(
        matches!(error, Some(Error::NotPermitted { .. })),
        "{name}: {error:?}"
    );
}

fn parsed<T: std::str::FromStr>(id: &Value) -> T {
    let id = id.as_str().and_then(|id| id.parse().ok());
    id.expect("an id")
}

fn eve() -> register_admin::AdminRegistration {
    register_admin::AdminRegistration {
        username: "eve".to_owned(),
        email: "eve@ucla.edu".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        role_name: "SUPERADMIN".to_owned(),
    }
}

#[tokio::test]
async fn every_loss_of_rights_takes_effect_at_once() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let ways: [Way; 6] = [
            |admin, _| ("deactivateAdmin", json!({ "id": admin })),
            |admin, _| {
                (
                    "setAdminRole",
                    json!({ "id": admin, "roleName": "AUDITOR" }),
                )
            },
            |_, user| ("updateUser", json!({ "id": user, "isActive": false })),
            |_, user| ("updateUser", json!({ "id": user, "isVerified": false })),
            |_, user| ("deleteUser", json!({ "id": user })),
            |_, _| {
                (
                    "changeAdminRole",
                    json!({ "name": "HELPER", "permissions": ["USERS_READ"] }),
                )
            },
        ];
        let helper = json!({ "name": "HELPER", "permissions": ["ADMINS_READ", "ADMINS_WRITE"] });
        superadmin.accept("createAdminRole", helper, "").await;
        for (number, way) in ways.into_iter().enumerate() {
            let (bad, id) = another(&server, &format!("bad{number}"), "HELPER").await;
            let (mutation, input) = way(&json!(id), &json!(bad.id().await));
            let caller = arrived(&server, &bad).await;
            superadmin.accept(mutation, input, "").await;
            server.forget_signals().await;
            let proof = proof(&caller);
            let role = create_admin_role::create_admin_role(&server.app, &proof, "OF_BAD", vec![]);
            is_forbidden(mutation, role).await;
            assert!(server.signals().await.is_empty(), "{mutation}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_command_of_an_administrator_succeeds_after_a_deactivation() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let (_, max_id) = another(&server, "max", "MANAGER").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let input = json!({ "url": "https://hooks.example.org/bruinbridge" });
        let made = superadmin
            .accept("createWebhook", input, "webhook { id }")
            .await;
        let hook: WebhookId = parsed(&made["webhook"]["id"]);
        let input = json!({
            "url": "https://hooks.example.org/", "signals": ["USER_PRE_CREATE"], "policy": "FAIL_OPEN",
        });
        let made = superadmin
            .accept("createHook", input, "hook { id }")
            .await;
        let asked: HookId = parsed(&made["hook"]["id"]);
        superadmin
            .accept("updateHook", json!({ "id": asked, "isEnabled": false }), "")
            .await;
        let (bad, id) = another(&server, "bad", "SUPERADMIN").await;
        let caller = arrived(&server, &bad).await;
        superadmin
            .accept("deactivateAdmin", json!({ "id": id }), "")
            .await;
        server.forget_signals().await;

        let app = &server.app;
        let max: AdminId = parsed(&json!(max_id));
        let (ma, jo): (UserId, UserId) =
            (parsed(&json!(ma.id().await)), parsed(&json!(jo.id().await)));
        let filter = Filter::default();
        let url = "https://hooks.example.org/bad";
        let changes = update::Changes {
            is_enabled: Some(false),
            ..update::Changes::default()
        };
        let appointed = || RosterAccess::by_administrator(proof(&caller), ma);
        let name = || "MANAGER".to_owned();
        let every = vec![Permission::UsersRead];
        is_forbidden(
            "registerAdmin",
            register_admin::register_admin(app, Some(&proof(&caller)), eve()),
        )
        .await;
        is_forbidden(
            "activateAdmin",
            activate_admin::activate_admin(app, &proof(&caller), max),
        )
        .await;
        is_forbidden(
            "deactivateAdmin",
            deactivate_admin::deactivate_admin(app, &proof(&caller), max),
        )
        .await;
        is_forbidden(
            "setAdminRole",
            set_admin_role::set_admin_role(app, &proof(&caller), max, "AUDITOR".to_owned()),
        )
        .await;
        is_forbidden(
            "createAdminRole",
            create_admin_role::create_admin_role(app, &proof(&caller), "NEW", vec![]),
        )
        .await;
        is_forbidden(
            "changeAdminRole",
            change_admin_role::change_admin_role(app, &proof(&caller), name(), every),
        )
        .await;
        is_forbidden(
            "updateUser",
            update_user::update_user(app, &proof(&caller), jo, update_user::UserUpdate::default()),
        )
        .await;
        is_forbidden(
            "deleteUser",
            delete_user::delete_user(app, &proof(&caller), jo),
        )
        .await;
        is_forbidden(
            "restoreUser",
            restore_user::restore_user(app, &proof(&caller), jo),
        )
        .await;
        is_forbidden(
            "sendPasswordReset",
            send_password_reset::send_password_reset(app, &proof(&caller), jo),
        )
        .await;
        is_forbidden(
            "addMentee",
            add_mentee::add_mentee(app, &appointed(), Person::Id(jo)),
        )
        .await;
        is_forbidden(
            "removeMentee",
            remove_mentee::remove_mentee(app, &appointed(), Person::Id(jo), None),
        )
        .await;
        is_forbidden(
            "setCapacity",
            set_capacity::set_capacity(app, &appointed(), Some(1)),
        )
        .await;
        is_forbidden(
            "createWebhook",
            create::create(app, &proof(&caller), &proof(&caller), url, &filter),
        )
        .await;
        is_forbidden(
            "updateWebhook",
            update::update(app, &proof(&caller), &proof(&caller), hook, changes),
        )
        .await;
        is_forbidden(
            "rotateWebhookSecret",
            rotate_secret::rotate_secret(app, &proof(&caller), hook),
        )
        .await;
        is_forbidden(
            "replayWebhook",
            replay::replay(app, &proof(&caller), &proof(&caller), hook, Cursor::START),
        )
        .await;
        is_forbidden("deleteWebhook", delete::delete(app, &proof(&caller), hook)).await;
        is_forbidden(
            "createHook",
            hooks::create::create(
                app,
                &proof(&caller),
                url,
                &[hooks::Topic::UserPreCreate],
                Policy::FailOpen,
            ),
        )
        .await;
        let changes = hooks::update::Changes::default();
        is_forbidden(
            "updateHook",
            hooks::update::update(app, &proof(&caller), asked, changes),
        )
        .await;
        is_forbidden(
            "rotateHookSecret",
            hooks::rotate_secret::rotate_secret(app, &proof(&caller), asked),
        )
        .await;
        is_forbidden(
            "deleteHook",
            hooks::delete::delete(app, &proof(&caller), asked),
        )
        .await;

        let emitted = server.signals().await;
        let emitted = names(&emitted);
        let done = emitted
            .iter()
            .filter(|name| !name.ends_with("_started") && !name.ends_with("_failed"));
        assert_eq!(done.count(), 0, "{emitted:?}");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_committed_after_the_response_to_a_deactivation() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        for round in 0..4 {
            let (bad, id) = another(&server, &format!("bad{round}"), "SUPERADMIN").await;
            let creating = join_all((0..30).map(|number| {
                let name = format!("ROLE_{round}_{number}");
                let document = format!(
                    "mutation {{ createAdminRole(input: {{ name: \"{name}\", permissions: [] }}) {{ errors {{ code }} }} }}"
                );
                let bad = bad.clone();
                async move { bad.try_run(&document, json!({})).await }
            }));
            let deactivating = async {
                superadmin
                    .accept("deactivateAdmin", json!({ "id": id }), "")
                    .await;
                server.count("admin_roles").await
            };
            let (responses, then) = tokio::join!(creating, deactivating);
            assert_eq!(server.count("admin_roles").await, then, "round {round}");
            for response in responses {
                let code = response["errors"][0]["extensions"]["code"].as_str();
                assert!(
                    matches!(code, None | Some("FORBIDDEN" | "UNAUTHENTICATED")),
                    "{response}"
                );
            }
        }
    })
    .await;
}
