//! Signals of a sign-in.

use bruinbridge::signals::Name;

use super::branch::{Branch, run};
use crate::harness::{MAIL, PASSWORD, Reaction, Server, credentials};

const JO: &str = "jo@ucla.edu";

async fn log_in(server: &Server, email: &str, password: &str) {
    let input = credentials(email, password);
    server.client().mutate("login", input, "token").await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the password is right",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                log_in(server, " JO@ucla.edu ", PASSWORD).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "JO@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W1 UserManager.user_authenticated(client_address: "127.0.0.1", new_device: false) about U1
        "#,
    },
    Branch {
        title: "a signed-in member signs in as another member",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                let bo = server.member("bo@ucla.edu").await;
                server.forget_signals().await;
                bo.log_in(JO, PASSWORD).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu") by U1
            W1 User.user_password_checked(success: true) about U2 by U1
            W1 UserManager.user_authenticated(client_address: "127.0.0.1", new_device: false) about U2 by U1
        "#,
    },
    Branch {
        title: "the email address is not registered",
        settings: &[],
        provoke: |server| Box::pin(log_in(server, JO, PASSWORD)),
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "the input is not an email address",
        settings: &[],
        provoke: |server| Box::pin(log_in(server, "no\naddress ", &PASSWORD[..3])),
        emitted: r#"
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "[not an address]")
        "#,
    },
    Branch {
        title: "the password is wrong",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                log_in(server, JO, "wrong password").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_checked(success: false) about U1
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "incorrect_password", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the password is longer than any valid password",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                log_in(server, JO, &"x".repeat(5000)).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "incorrect_password", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "the account is inactive",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                server.execute("UPDATE users SET is_active = false").await;
                log_in(server, JO, PASSWORD).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "user_inactive", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the email address is not verified",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let input = credentials(JO, PASSWORD);
                server.client().accept("register", input, "note").await;
                server.forget_signals().await;
                log_in(server, JO, PASSWORD).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "email_not_verified", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the stored hash cannot be read",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                server.execute("UPDATE users SET password = 'broken'").await;
                let failed = server
                    .client()
                    .fail("login", credentials(JO, PASSWORD))
                    .await;
                assert_eq!(failed, "INTERNAL");
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_check_failed(exception: "hashing the password failed") about U1
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", exception: "hashing the password failed", reason: "unexpected_exception", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the database fails",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                server.forget_signals().await;
                let broken = Reaction::Run("ALTER TABLE users RENAME TO gone");
                server.react(Name::UserAuthenticationStarted, broken);
                let failed = server
                    .client()
                    .fail("login", credentials(JO, PASSWORD))
                    .await;
                assert_eq!(failed, "INTERNAL");
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", exception: "the database refused the statement", reason: "unexpected_exception", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "the grace period is over",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                super::deletion::expired(server, JO).await;
                server.forget_signals().await;
                log_in(server, JO, PASSWORD).await;
                assert!(server.user(JO).await.is_none());
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W2 UserManager.user_deletion_started about U1
            W2 UserRepository.user_pre_delete about U1
            W2 UserRepository.user_post_delete about U1
            W2 UserManager.user_deleted(username: "jo@ucla.edu") about U1
            W1 UserManager.user_authentication_failed(client_address: "127.0.0.1", reason: "user_not_found", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "a deletion is canceled with email address and password",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                super::deletion::requested(server, JO).await;
                server.forget_signals().await;
                let mutation = "cancelAccountDeletionWithCredentials";
                let input = credentials(JO, PASSWORD);
                server.client().accept(mutation, input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_authentication_started(username: "jo@ucla.edu")
            W1 User.user_password_checked(success: true) about U1
            W1 UserManager.user_authenticated(client_address: "127.0.0.1") about U1
            W2 UserManager.user_update_started(update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
            W2 UserRepository.user_pre_update(update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
            W2 UserRepository.user_post_update about U1 by U1
            W2 Platform.user_deletion_cancelled about U1 by U1
            W2 UserManager.user_updated about U1 by U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
