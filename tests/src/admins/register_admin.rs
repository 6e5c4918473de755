//! Creating administrators.

use serde_json::{Value, json};

use super::support::{log_in, look_up};
use crate::harness::{Client, PASSWORD, Server, each_database, names};

fn input(username: &str, role: &str) -> Value {
    json!({
        "username": username,
        "email": format!("{username}@ucla.edu"),
        "password": PASSWORD,
        "roleName": role,
    })
}

async fn with_superadmin(server: &Server) -> Client {
    server.admin("SUPERADMIN").await
}

#[tokio::test]
async fn a_superadmin_creates_an_administrator_who_can_sign_in_by_username_and_by_email() {
    each_database(async |server| {
        let superadmin = with_superadmin(&server).await;
        let fields = "adminUser { username isActive role { name } user { email role isStaff isVerified } }";
        let payload = superadmin
            .accept("registerAdmin", input("Max", "MANAGER"), fields)
            .await;
        let max = json!({
            "username": "max",
            "isActive": true,
            "role": { "name": "MANAGER" },
            "user": { "email": "max@ucla.edu", "role": "ADMIN", "isStaff": true, "isVerified": true },
        });
        assert_eq!(payload["adminUser"], max);
        log_in(&server, "max").await;
        log_in(&server, "MAX@ucla.edu").await;
    })
    .await;
}

#[tokio::test]
async fn its_signals_come_in_the_documented_order() {
    each_database(async |server| {
        let superadmin = with_superadmin(&server).await;
        server.forget_signals().await;
        superadmin
            .accept("registerAdmin", input("max", "AUDITOR"), "")
            .await;
        let emitted = server.signals().await;
        let expected = [
            "admin_registration_started",
            "admin_pre_register",
            "user_pre_create",
            "user_password_set",
            "user_post_create",
            "admin_registered",
        ];
        assert_eq!(names(&emitted), expected);
        let arguments =
            json!({ "username": "max", "email": "max@ucla.edu", "role_name": "AUDITOR" });
        assert_eq!(emitted[0].arguments, arguments);
        assert_eq!(emitted[1].arguments, arguments);
        let own = superadmin.id().await;
        assert!(
            emitted
                .iter()
                .all(|signal| signal.actor_id == Some(own.clone()))
        );
    })
    .await;
}

#[tokio::test]
async fn every_refusal_records_its_reason_from_the_vocabulary() {
    each_database(async |server| {
        let superadmin = with_superadmin(&server).await;
        let cases = [
            (
                input("m", "MANAGER"),
                "USERNAME_INVALID username",
                "validation_error",
            ),
            (
                input("superadmin", "MANAGER"),
                "EMAIL_TAKEN email",
                "validation_error",
            ),
            (
                input("max", "NOBODY"),
                "ADMIN_ROLE_NOT_FOUND roleName",
                "role_not_found",
            ),
        ];
        for (input, code, cause) in cases {
            server.forget_signals().await;
            assert_eq!(superadmin.refuse("registerAdmin", input).await, [code]);
            let emitted = server.signals().await;
            let last = emitted.last().expect("signals");
            assert_eq!(last.name, "admin_registration_failed");
            assert_eq!(last.arguments["error_type"], cause, "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_username_is_unique() {
    each_database(async |server| {
        let superadmin = with_superadmin(&server).await;
        let mut same = input("superadmin", "MANAGER");
        same["email"] = json!("max@ucla.edu");
        assert_eq!(
            superadmin.refuse("registerAdmin", same).await,
            ["USERNAME_TAKEN username"]
        );
        assert_eq!(
            look_up(&superadmin, "max@ucla.edu", "id").await,
            Value::Null
        );
    })
    .await;
}

#[tokio::test]
async fn stopped_hashing_threads_cause_a_password_hashing_error() {
    let server = Server::start().await;
    let superadmin = with_superadmin(&server).await;
    server.forget_signals().await;
    server.app.hasher.stop();
    superadmin
        .fail("registerAdmin", input("max", "MANAGER"))
        .await;
    let emitted = server.signals().await;
    let last = emitted.last().expect("signals");
    assert_eq!(last.arguments["error_type"], "password_hashing_error");
}

#[tokio::test]
async fn an_administrator_cannot_give_a_role_with_more_permissions_than_their_own() {
    each_database(async |server| {
        let superadmin = with_superadmin(&server).await;
        let role = json!({ "name": "HIRING", "permissions": ["ADMINS_READ", "ADMINS_WRITE"] });
        superadmin.accept("createAdminRole", role, "").await;
        superadmin
            .accept("registerAdmin", input("helen", "HIRING"), "")
            .await;
        let (helen, _) = log_in(&server, "helen").await;
        for role in ["SUPERADMIN", "MANAGER", "AUDITOR"] {
            assert_eq!(
                helen.fail("registerAdmin", input("max", role)).await,
                "FORBIDDEN"
            );
        }
        helen
            .accept("registerAdmin", input("ida", "HIRING"), "")
            .await;
    })
    .await;
}
