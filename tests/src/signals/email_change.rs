//! Signals of changing an email address, and of codes in place of links.

use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{Client, MAIL, PASSWORD, Server, credentials};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "new@ucla.edu";

/// Asks for another address, then clears the log.
async fn ask(server: &Server) -> Client {
    let jo = server.member(JO).await;
    let input = json!({ "newEmail": NEW, "currentPassword": PASSWORD });
    jo.accept("changeEmail", input, "").await;
    server.send_emails().await;
    server.forget_signals().await;
    jo
}

/// Changes the address, then clears the log. Returns the token of the link that undoes it.
async fn change(server: &Server) -> String {
    ask(server).await;
    let input = json!({ "token": server.mail.token_for(NEW) });
    server
        .client()
        .accept("confirmEmailChange", input, "")
        .await;
    let token = server.token_for(JO).await;
    server.forget_signals().await;
    token
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a member asks for another address",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.forget_signals().await;
                let wrong = json!({ "newEmail": NEW, "currentPassword": "wrong password" });
                jo.refuse("changeEmail", wrong).await;
                let input = json!({ "newEmail": NEW, "currentPassword": PASSWORD });
                jo.accept("changeEmail", input, "").await;
                server.send_emails().await;
            })
        },
        emitted: r#"
            W1 User.user_password_checked(success: false) about U1 by U1
            W2 User.user_password_checked(success: true) about U1 by U1
            W2 Platform.user_email_change_requested about U1 by U1
        "#,
    },
    Branch {
        title: "the new address is confirmed with the link",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                ask(server).await;
                let input = json!({ "token": server.mail.token_for(NEW) });
                let client = server.client();
                client.accept("confirmEmailChange", input.clone(), "").await;
                // A second click changes nothing.
                client.accept("confirmEmailChange", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {email: "new@ucla.edu"}) about U1
            W1 UserRepository.user_pre_update(update_data: {email: "new@ucla.edu"}) about U1
            W1 UserRepository.user_post_update about U1
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1
            W1 UserManager.user_updated about U1
        "#,
    },
    Branch {
        title: "a wrong code, then the right one",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let jo = ask(server).await;
                jo.refuse("confirmEmailChange", json!({ "code": "" })).await;
                let input = json!({ "code": server.mail.code_for(NEW) });
                jo.accept("confirmEmailChange", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {email: "new@ucla.edu"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: CODE_INVALID", update_data: {email: "new@ucla.edu"}) about U1 by U1
            W2 UserManager.user_update_started(update_data: {email: "new@ucla.edu"}) about U1 by U1
            W2 UserRepository.user_pre_update(update_data: {email: "new@ucla.edu"}) about U1 by U1
            W2 UserRepository.user_post_update about U1 by U1
            W2 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the change is undone",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "token": change(server).await });
                let client = server.client();
                client.accept("undoEmailChange", input.clone(), "").await;
                client.accept("undoEmailChange", input, "").await;
                client
                    .refuse("undoEmailChange", json!({ "token": "x" }))
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {email: "jo@ucla.edu", password: "********"}) about U1
            W1 UserRepository.user_pre_update(update_data: {email: "jo@ucla.edu", password: "********"}) about U1
            W1 User.user_password_set about U1
            W1 UserRepository.user_post_update about U1
            W1 UserManager.user_updated about U1
        "#,
    },
    Branch {
        title: "codes in place of tokens leave a fixed prefix",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let client = server.client();
                client
                    .accept("register", credentials(JO, PASSWORD), "note")
                    .await;
                let code = server.code_for(JO).await;
                server.forget_signals().await;
                for code in ["", &code] {
                    let input = json!({ "email": JO, "code": code });
                    client.mutate("verifyEmail", input, "").await;
                }
                let input =
                    json!({ "email": JO, "code": "00000000", "newPassword": "newSecurePass!" });
                client.refuse("resetPassword", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_email_verification_failed(error_type: "invalid_token", token_prefix: "code")
            W2 UserRepository.user_pre_update(update_data: {isVerified: true}) about U1
            W2 User.user_email_verified about U1
            W2 UserRepository.user_post_update about U1
            W2 UserManager.user_email_verification_successful about U1
            W3 UserManager.password_reset_started(token_prefix: "code")
            W3 UserManager.password_reset_failed(error_type: "invalid_token", token_prefix: "code") about U1
        "#,
    },
    Branch {
        title: "an administrator changes an address",
        settings: MAIL,
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                let admin = server.admin("MANAGER").await;
                let id = jo.id().await;
                server.forget_signals().await;
                let input = json!({ "id": id, "email": NEW });
                admin.accept("updateUser", input, "").await;
                let wrong = json!({ "id": id, "email": "a password" });
                admin.refuse("updateUser", wrong).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {email: "new@ucla.edu"}) about U1 by U2
            W1 UserRepository.user_pre_update(update_data: {email: "new@ucla.edu"}) about U1 by U2
            W1 UserRepository.user_post_update about U1 by U2
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U2
            W1 UserManager.user_updated about U1 by U2
            W2 UserManager.user_update_started(update_data: {email: "[not an address]"}) about U1 by U2
            W2 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: EMAIL_INVALID", update_data: {email: "[not an address]"}) about U1 by U2
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
