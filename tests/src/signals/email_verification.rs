//! Signals of verifying an email address.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{MAIL, PASSWORD, Reaction, Server, credentials};

const JO: &str = "jo@ucla.edu";

/// Registers an account and returns the token of its verification email.
async fn token(server: &Server) -> String {
    let input = credentials(JO, PASSWORD);
    server.client().accept("register", input, "note").await;
    let token = server.token_for(JO).await;
    server.forget_signals().await;
    token
}

async fn verify(server: &Server, token: &str) {
    let input = json!({ "token": token });
    server.client().mutate("verifyEmail", input, "email").await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the email address is verified",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                verify(server, &token).await;
            })
        },
        emitted: r#"
            W1 UserRepository.user_pre_update(update_data: {isVerified: true}) about U1
            W1 User.user_email_verified about U1
            W1 UserRepository.user_post_update about U1
            W1 UserManager.user_email_verification_successful about U1
        "#,
    },
    Branch {
        title: "the link is followed with the password of the registration",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                let input = json!({ "token": token, "password": PASSWORD });
                server.client().accept("verifyEmail", input, "email").await;
            })
        },
        emitted: r#"
            W1 User.user_password_checked(success: true) about U1
            W1 UserRepository.user_pre_update(update_data: {isVerified: true}) about U1
            W1 User.user_email_verified about U1
            W1 UserRepository.user_post_update about U1
            W1 UserManager.user_email_verification_successful about U1
        "#,
    },
    Branch {
        title: "the password is wrong",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                let input = json!({ "token": token, "password": "wrong password" });
                server.client().refuse("verifyEmail", input).await;
            })
        },
        emitted: r#"
            W1 User.user_password_checked(success: false) about U1
            W1 UserManager.user_email_verification_failed(error_type: "unexpected_exception", exception: "refused: WRONG_PASSWORD", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "a stranger registered the address, and its owner sets a password",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                let input = json!({ "token": token, "newPassword": "newSecurePass!" });
                server.client().accept("verifyEmail", input, "email").await;
            })
        },
        emitted: r#"
            W1 UserRepository.user_pre_update(update_data: {isVerified: true, password: "********"}) about U1
            W1 User.user_password_set about U1
            W1 User.user_email_verified about U1
            W1 UserRepository.user_post_update about U1
            W1 UserManager.user_email_verification_successful about U1
        "#,
    },
    Branch {
        title: "the link is followed twice",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                verify(server, &token).await;
                server.forget_signals().await;
                verify(server, &token).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_email_verification_successful(reason: "already_verified") about U1
        "#,
    },
    Branch {
        title: "the token does not exist",
        settings: &[],
        provoke: |server| Box::pin(verify(server, "unknown")),
        emitted: r#"
            W1 UserManager.user_email_verification_failed(error_type: "invalid_token", token_prefix: "unknown")
        "#,
    },
    Branch {
        title: "the link has expired",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                server.advance(chrono::Duration::hours(24));
                verify(server, &token).await;
            })
        },
        emitted: r#"
            W1 User.user_email_verification_failed about U1
            W1 UserManager.user_email_verification_failed(error_type: "token_mismatch_or_expired", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                server.react(Name::UserPreUpdate, Reaction::Panic);
                let input = json!({ "token": token });
                let failed = server.client().fail("verifyEmail", input).await;
                assert_eq!(failed, "INTERNAL");
                assert!(!server.user(JO).await.expect("an account").is_verified);
            })
        },
        emitted: r#"
            W1 UserRepository.user_pre_update(update_data: {isVerified: true}) about U1
            W1 UserManager.user_email_verification_failed(error_type: "unexpected_exception", exception: "an unexpected error", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "another email is requested",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                token(server).await;
                let input = json!({ "email": JO });
                server
                    .client()
                    .accept("resendVerification", input, "")
                    .await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 User.user_email_verification_token_generated about U1
            W1 UserManager.user_email_verification_initiated about U1
        "#,
    },
    Branch {
        title: "another email is requested for an unregistered address",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "email": JO });
                server
                    .client()
                    .accept("resendVerification", input, "")
                    .await;
                server.send_emails().await;
            })
        },
        emitted: "",
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
