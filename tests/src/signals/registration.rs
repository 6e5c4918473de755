//! Signals of a registration.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{MAIL, Mood, PASSWORD, Reaction, Server, credentials};

const JO: &str = "jo@ucla.edu";

async fn register(server: &Server) {
    let input = credentials(JO, PASSWORD);
    server.client().mutate("register", input, "note").await;
}

async fn fails(server: &Server) {
    let failed = server
        .client()
        .fail("register", credentials(JO, PASSWORD))
        .await;
    assert_eq!(failed, "INTERNAL");
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "an account is created and its email is accepted",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                register(server).await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: false, password: "********", role: "MENTEE"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 UserManager.user_registered about U1
            W1 User.user_email_verification_token_generated about U1
            W1 UserManager.user_email_verification_initiated about U1
        "#,
    },
    Branch {
        title: "an account is created while email is off",
        settings: &[("SEND_EMAILS", "false"), ("AUTO_VERIFY", "false")],
        provoke: |server| {
            Box::pin(async move {
                register(server).await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: false, password: "********", role: "MENTEE"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 UserManager.user_registered about U1
            W1 User.user_email_verification_token_generated about U1
            W1 UserManager.user_email_verification_initiated about U1
        "#,
    },
    Branch {
        title: "an account is created as verified",
        settings: &[],
        provoke: |server| Box::pin(register(server)),
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: true, password: "********", role: "MENTEE"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 UserManager.user_registered about U1
        "#,
    },
    Branch {
        title: "the mail server permanently rejects the email and the account stays",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                server.mail.is_in(Mood::Refusing);
                register(server).await;
                server.send_emails().await;
                assert!(server.user(JO).await.is_some());
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: false, password: "********", role: "MENTEE"})
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_create about U1
            W1 UserManager.user_registered about U1
            W1 User.user_email_verification_token_generated about U1
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_type: "email_send_failed", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the input breaks rules",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "email": " jo@gmail.com\n", "password": "short" });
                server.client().refuse("register", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_failed(email: "jo@gmail.com", error_message: "Use your UCLA email address, which ends in @ucla.edu or @g.ucla.edu. Choose a password of at least 8 characters.", error_type: "validation_error", username: "jo@gmail.com")
        "#,
    },
    Branch {
        title: "the password was typed in the email field",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "email": "newSecurePass!", "password": "newSecurePass!" });
                server.client().refuse("register", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_failed(email: "[not an address]", error_message: "Enter a full email address, such as joe@ucla.edu. The @ is missing.", error_type: "validation_error", username: "[not an address]")
        "#,
    },
    Branch {
        title: "the address is taken",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                register(server).await;
                server.forget_signals().await;
                register(server).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_message: "An account with this email address already exists. Sign in, or reset its password.", error_type: "validation_error", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "a handler refuses",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.react(Name::UserPreCreate, Reaction::Refuse("Not today."));
                register(server).await;
                assert_eq!(server.count("users").await, 0);
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: true, password: "********", role: "MENTEE"})
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_message: "Not today.", error_type: "validation_error", username: "jo@ucla.edu")
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
                assert_eq!(server.count("users").await, 0);
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: true, password: "********", role: "MENTEE"})
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_type: "repository_error", exception: "the database refused the statement", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.react(Name::UserPreRegister, Reaction::Panic);
                fails(server).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_type: "unexpected_exception", exception: "an unexpected error", username: "jo@ucla.edu")
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
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_type: "unexpected_exception", exception: "hashing the password failed", username: "jo@ucla.edu")
        "#,
    },
    Branch {
        title: "an expired account with the address is purged",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                super::deletion::expired(server, JO).await;
                server.forget_signals().await;
                register(server).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W2 UserManager.user_deletion_started about U1
            W2 UserRepository.user_pre_delete about U1
            W2 UserRepository.user_post_delete about U1
            W2 UserManager.user_deleted(username: "jo@ucla.edu") about U1
            W1 UserRepository.user_pre_create(data: {email: "jo@ucla.edu", isVerified: true, password: "********", role: "MENTEE"})
            W1 User.user_password_set about U2
            W1 UserRepository.user_post_create about U2
            W1 UserManager.user_registered about U2
        "#,
    },
    Branch {
        title: "an expired account with the address cannot be purged",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                super::deletion::expired(server, JO).await;
                server.forget_signals().await;
                server.react(Name::UserPreDelete, Reaction::Refuse("Not this one."));
                register(server).await;
                assert!(server.user(JO).await.is_some());
            })
        },
        emitted: r#"
            W1 UserManager.user_registration_started(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W1 UserManager.user_pre_register(email: "jo@ucla.edu", username: "jo@ucla.edu")
            W2 UserManager.user_deletion_started about U1
            W2 UserRepository.user_pre_delete about U1
            W2 UserManager.user_deletion_failed(error_type: "repository_error", exception: "refused: REFUSED_BY_HANDLER", username: "jo@ucla.edu") about U1
            W1 UserManager.user_registration_failed(email: "jo@ucla.edu", error_message: "Not this one.", error_type: "validation_error", username: "jo@ucla.edu")
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
