//! Signals of an administrator's sign-in.

use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{PASSWORD, Server};

/// Registers an administrator, then clears the log.
async fn admin(server: &Server) {
    server.register_admin("root", "SUPERADMIN").await;
    server.forget_signals().await;
}

async fn log_in(server: &Server, username: &str, password: &str) {
    let input = json!({ "username": username, "password": password });
    server.client().mutate("loginAdmin", input, "token").await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the password is right",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                log_in(server, "Root", PASSWORD).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "Root")
            W1 User.user_password_checked(success: true) about U1
            W1 AdminUserManager.admin_authenticated(admin_id: U2, client_address: "127.0.0.1", new_device: false) about U1
        "#,
    },
    Branch {
        title: "the email address is used as the username",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                log_in(server, "root@ucla.edu", PASSWORD).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "root@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W1 AdminUserManager.admin_authenticated(admin_id: U2, client_address: "127.0.0.1", new_device: false) about U1
        "#,
    },
    Branch {
        title: "the username does not exist",
        settings: &[],
        provoke: |server| Box::pin(log_in(server, "root", PASSWORD)),
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "[unknown username]")
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "[unknown username]")
        "#,
    },
    Branch {
        title: "the password was typed in the username field",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                log_in(server, PASSWORD, "root").await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "[unknown username]")
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "[unknown username]")
        "#,
    },
    Branch {
        title: "the email address is no longer verified",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                server.execute("UPDATE users SET is_verified = false").await;
                let input = json!({ "username": "root", "password": PASSWORD });
                let refused = server.client().refuse("loginAdmin", input).await;
                assert_eq!(refused, ["EMAIL_NOT_VERIFIED"]);
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "root")
            W1 User.user_password_checked(success: true) about U1
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "user_inactive", username: "root") about U1
        "#,
    },
    Branch {
        title: "a member is not an administrator",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register("jo@ucla.edu", "MENTEE").await;
                server.forget_signals().await;
                log_in(server, "jo@ucla.edu", PASSWORD).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "jo@ucla.edu")
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "the password is wrong",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                log_in(server, "root", "wrong password").await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "root")
            W1 User.user_password_checked(success: false) about U1
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "incorrect_password", username: "root") about U1
        "#,
    },
    Branch {
        title: "the administrator is inactive",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                server.execute("UPDATE admins SET is_active = false").await;
                log_in(server, "root", PASSWORD).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "root")
            W1 User.user_password_checked(success: true) about U1
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", reason: "user_inactive", username: "root") about U1
        "#,
    },
    Branch {
        title: "the stored hash cannot be read",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                admin(server).await;
                server.execute("UPDATE users SET password = 'broken'").await;
                let input = json!({ "username": "root", "password": PASSWORD });
                let failed = server.client().fail("loginAdmin", input).await;
                assert_eq!(failed, "INTERNAL");
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_authentication_started(username: "root")
            W1 User.user_password_check_failed(exception: "hashing the password failed") about U1
            W1 AdminUserManager.admin_authentication_failed(client_address: "127.0.0.1", exception: "hashing the password failed", reason: "unexpected_exception", username: "root") about U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
