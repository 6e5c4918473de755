//! Signals of requesting a reset link.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{MAIL, Mood, Reaction, Server};

const JO: &str = "jo@ucla.edu";

/// Registers a member, clears the log, and requests a link for the member.
async fn request(server: &Server) {
    server.member(JO).await;
    server.forget_signals().await;
    ask(server, " JO@ucla.edu ").await;
}

async fn ask(server: &Server, email: &str) {
    let input = json!({ "email": email });
    server
        .client()
        .mutate("requestPasswordReset", input, "")
        .await;
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the email is accepted",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                request(server).await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "JO@ucla.edu")
            W1 UserManager.password_reset_request_processed(email: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "email is off and the link is logged",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                request(server).await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "JO@ucla.edu")
            W1 UserManager.password_reset_request_processed(email: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the email address is not registered",
        settings: MAIL,
        provoke: |server| Box::pin(ask(server, JO)),
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "jo@ucla.edu")
            W1 UserManager.password_reset_request_failed(email: "jo@ucla.edu", error_type: "user_not_found")
        "#,
    },
    Branch {
        title: "the input is not an email address",
        settings: MAIL,
        provoke: |server| Box::pin(ask(server, "no\naddress")),
        emitted: r#"
            W1 UserManager.password_reset_request_failed(email: "[not an address]", error_type: "user_not_found")
        "#,
    },
    Branch {
        title: "the account is inactive",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                server.member(JO).await;
                server.execute("UPDATE users SET is_active = false").await;
                server.forget_signals().await;
                ask(server, JO).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "jo@ucla.edu")
            W1 UserManager.password_reset_request_failed(email: "jo@ucla.edu", error_type: "user_not_found")
        "#,
    },
    Branch {
        title: "the mail server permanently rejects the email",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                request(server).await;
                server.mail.is_in(Mood::Refusing);
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "JO@ucla.edu")
            W1 UserManager.password_reset_request_failed(email: "jo@ucla.edu", error_type: "email_send_failed") about U1
        "#,
    },
    Branch {
        title: "the database fails",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let broken = Reaction::Run("ALTER TABLE one_time_tokens RENAME TO gone");
                server.react(Name::PasswordResetRequestStarted, broken);
                request(server).await;
            })
        },
        emitted: r#"
            W1 UserManager.password_reset_request_started(email: "JO@ucla.edu")
            W1 UserManager.password_reset_request_failed(email: "JO@ucla.edu", error_type: "unexpected_exception", exception: "the database refused the statement")
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
