//! Signals of setting a new password through a link.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{MAIL, Reaction, Server};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "newSecurePass!";

/// Registers a member who requests a reset link, and returns its token.
async fn token(server: &Server) -> String {
    server.member(JO).await;
    let input = json!({ "email": JO });
    server
        .client()
        .accept("requestPasswordReset", input, "")
        .await;
    let token = server.token_for(JO).await;
    server.forget_signals().await;
    token
}

async fn reset(server: &Server, token: &str, new: &str) {
    let input = json!({ "token": token, "newPassword": new });
    server.client().mutate("resetPassword", input, "").await;
}

async fn reset_fails(server: &Server, token: &str) {
    let input = json!({ "token": token, "newPassword": NEW });
    let failed = server.client().fail("resetPassword", input).await;
    assert_eq!(failed, "INTERNAL");
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the password is set",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                reset(server, &token, NEW).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserRepository.user_pre_update(update_data: {password: "********"}) about U1
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_update about U1
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1
            W1 UserManager.password_reset_successful about U1
        "#,
    },
    Branch {
        title: "the link was used before",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                reset(server, &token, NEW).await;
                server.forget_signals().await;
                reset(server, &token, NEW).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserManager.password_reset_failed(error_type: "invalid_token", token_prefix: <prefix>)
        "#,
    },
    Branch {
        title: "the token does not exist",
        settings: MAIL,
        provoke: |server| Box::pin(reset(server, "unknown", NEW)),
        emitted: r#"
            W1 UserManager.password_reset_failed(error_type: "invalid_token", token_prefix: "unknown")
        "#,
    },
    Branch {
        title: "the link has expired",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                server.advance(chrono::Duration::hours(1));
                reset(server, &token, NEW).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserManager.password_reset_failed(error_type: "invalid_token", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "the new password breaks rules",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                reset(server, &token, "short").await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserManager.password_reset_failed(error_type: "validation_error", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "the repository cannot store the password",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                let broken = Reaction::Run("ALTER TABLE users RENAME TO gone");
                server.react(Name::UserPreUpdate, broken);
                reset_fails(server, &token).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserRepository.user_pre_update(update_data: {password: "********"}) about U1
            W1 UserManager.password_reset_failed(error_type: "repository_error", exception: "the database refused the statement", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "the password cannot be hashed",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                server.app.hasher.stop();
                reset_fails(server, &token).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 User.user_password_set_failed(exception: "hashing the password failed") about U1
            W1 UserManager.password_reset_failed(error_type: "unexpected_exception", exception: "hashing the password failed", token_prefix: <prefix>) about U1
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let token = token(server).await;
                server.react(Name::UserPreUpdate, Reaction::Panic);
                reset_fails(server, &token).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_started(token_prefix: <prefix>)
            W1 UserRepository.user_pre_update(update_data: {password: "********"}) about U1
            W1 UserManager.password_reset_failed(error_type: "unexpected_exception", exception: "an unexpected error", token_prefix: <prefix>) about U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
