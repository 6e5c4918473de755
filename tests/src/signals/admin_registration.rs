//! Signals of creating an administrator.

use bruinbridge::admins::register_admin::{AdminRegistration, register_admin};
use bruinbridge::config::Secret;
use bruinbridge::error::Error;
use bruinbridge::signals::Name;

use super::branch::{Branch, run};
use crate::harness::{PASSWORD, Reaction, Server};

async fn register(server: &Server, username: &str, email: &str, role_name: &str) -> Option<Error> {
    let registration = AdminRegistration {
        username: username.to_owned(),
        email: email.to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        role_name: role_name.to_owned(),
    };
    register_admin(&server.app, None, registration).await.err()
}

async fn refused(server: &Server, username: &str, email: &str, role_name: &str) {
    let error = register(server, username, email, role_name).await;
    assert!(matches!(error, Some(Error::Refused(_))), "{error:?}");
}

async fn fails(server: &Server) {
    let error = register(server, "root", "root@ucla.edu", "SUPERADMIN").await;
    assert!(error.is_some_and(|error| error.is_internal()));
    assert_eq!(server.count("users").await, 0);
    assert_eq!(server.count("admins").await, 0);
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "an administrator is created",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let error = register(server, " Root ", "Root@ucla.edu", "SUPERADMIN").await;
                assert!(error.is_none(), "{error:?}");
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "Root@ucla.edu", role_name: "SUPERADMIN", username: "Root")
            W1 AdminUserManager.admin_pre_register(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 UserRepository.user_pre_create(data: {email: "root@ucla.edu", isVerified: true, password: "********", role: "ADMIN"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 AdminUserManager.admin_registered(admin_id: U2) about U1
        "#,
    },
    Branch {
        title: "the input breaks rules",
        settings: &[],
        provoke: |server| Box::pin(refused(server, "a@b", "root@gmail.com", "no role")),
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "root@gmail.com", role_name: "no role", username: "[not a username]")
            W1 AdminUserManager.admin_registration_failed(email: "root@gmail.com", error_message: "Choose a username of 3 to 64 letters, digits, dots, dashes and underscores that starts with a letter. Use your UCLA email address, which ends in @ucla.edu or @g.ucla.edu. Use 1 to 64 capital letters, digits and underscores for the role's name.", error_type: "validation_error", role_name: "no role", username: "[not a username]")
        "#,
    },
    Branch {
        title: "the username is taken",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register_admin("root", "SUPERADMIN").await;
                server.forget_signals().await;
                refused(server, "root", "other@ucla.edu", "AUDITOR").await;
                assert_eq!(server.count("users").await, 1);
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "other@ucla.edu", role_name: "AUDITOR", username: "root")
            W1 AdminUserManager.admin_pre_register(email: "other@ucla.edu", role_name: "AUDITOR", username: "root")
            W1 UserRepository.user_pre_create(data: {email: "other@ucla.edu", isVerified: true, password: "********", role: "ADMIN"})
            W1 AdminUserManager.admin_registration_failed(email: "other@ucla.edu", error_message: "This username is taken. Choose another.", error_type: "validation_error", role_name: "AUDITOR", username: "root")
        "#,
    },
    Branch {
        title: "the address is taken",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register("jo@ucla.edu", "MENTEE").await;
                server.forget_signals().await;
                refused(server, "root", "jo@ucla.edu", "AUDITOR").await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "jo@ucla.edu", role_name: "AUDITOR", username: "root")
            W1 AdminUserManager.admin_pre_register(email: "jo@ucla.edu", role_name: "AUDITOR", username: "root")
            W1 AdminUserManager.admin_registration_failed(email: "jo@ucla.edu", error_message: "An account with this email address already exists. Sign in, or reset its password.", error_type: "validation_error", role_name: "AUDITOR", username: "root")
        "#,
    },
    Branch {
        title: "the role does not exist",
        settings: &[],
        provoke: |server| Box::pin(refused(server, "root", "root@ucla.edu", "GARDENER")),
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "root@ucla.edu", role_name: "GARDENER", username: "root")
            W1 AdminUserManager.admin_registration_failed(email: "root@ucla.edu", error_type: "role_not_found", role_name: "GARDENER", username: "root")
        "#,
    },
    Branch {
        title: "the password cannot be hashed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.app.hasher.stop();
                fails(server).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 AdminUserManager.admin_registration_failed(email: "root@ucla.edu", error_type: "password_hashing_error", exception: "hashing the password failed", role_name: "SUPERADMIN", username: "root")
        "#,
    },
    Branch {
        title: "the repository cannot store the account",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let broken = Reaction::Run("ALTER TABLE users RENAME TO gone");
                server.react(Name::UserPreCreate, broken);
                fails(server).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 AdminUserManager.admin_pre_register(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 UserRepository.user_pre_create(data: {email: "root@ucla.edu", isVerified: true, password: "********", role: "ADMIN"})
            W1 AdminUserManager.admin_registration_failed(email: "root@ucla.edu", error_type: "unexpected_exception", exception: "the database refused the statement", role_name: "SUPERADMIN", username: "root")
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.react(Name::AdminPreRegister, Reaction::Panic);
                fails(server).await;
            })
        },
        emitted: r#"
            W1 AdminUserManager.admin_registration_started(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 AdminUserManager.admin_pre_register(email: "root@ucla.edu", role_name: "SUPERADMIN", username: "root")
            W1 AdminUserManager.admin_registration_failed(email: "root@ucla.edu", error_type: "unexpected_exception", exception: "an unexpected error", role_name: "SUPERADMIN", username: "root")
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
