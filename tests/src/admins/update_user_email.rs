//! Changing an account's email address as an administrator.

use chrono::Duration;
use serde_json::json;

use super::support::id_of;
use crate::harness::{Client, MAIL, PASSWORD, Server, codes, credentials, each_database_with};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "new@ucla.edu";

#[tokio::test]
async fn an_address_changes_at_once_and_both_owners_are_notified() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": jo.id().await, "email": " NEW@ucla.edu", "firstName": "Jo" });
        let fields = "user { email isVerified firstName }";
        let payload = manager.accept("updateUser", input, fields).await;
        let expected = json!({ "email": NEW, "isVerified": true, "firstName": "Jo" });
        assert_eq!(payload["user"], expected);
        assert!(jo.me("id").await.is_null());
        server.client().log_in(NEW, PASSWORD).await;
        server.send_emails().await;
        let to_new = server.mail.emails_to(NEW);
        let is_notice = |text: &str| text.contains("is now the email address");
        let notice = to_new.iter().find(|email| is_notice(&email.text));
        assert!(notice.expect("a notice").token().is_none());
        // The owner can undo it.
        let input = json!({ "token": server.mail.token_for(JO) });
        let payload = server
            .client()
            .accept("undoEmailChange", input, "email")
            .await;
        assert_eq!(payload["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_never_verified_gets_no_notice_and_the_new_one_is_to_be_verified() {
    each_database_with(MAIL, async |server| {
        let input = credentials(JO, PASSWORD);
        server.client().accept("register", input, "note").await;
        let token = server.token_for(JO).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": id_of(&manager, JO).await, "email": NEW });
        let fields = "user { isVerified }";
        let payload = manager.accept("updateUser", input, fields).await;
        assert_eq!(payload["user"]["isVerified"], false);
        let before = server.mail.emails_to(JO).len();
        let code = server.code_for(NEW).await;
        assert_eq!(server.mail.emails_to(JO).len(), before);
        let input = json!({ "token": token });
        let refused = server.client().refuse("verifyEmail", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let input = json!({ "email": NEW, "code": code });
        server.client().accept("verifyEmail", input, "email").await;
        // Nobody has shown that the first address is theirs, so it is free.
        let input = credentials(JO, PASSWORD);
        server.client().accept("register", input, "note").await;
    })
    .await;
}

#[tokio::test]
async fn addresses_that_are_taken_or_invalid_are_refused() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        server.register("bo@ucla.edu", "MENTEE").await;
        let manager = server.admin("MANAGER").await;
        let id = jo.id().await;
        for (email, code) in [
            ("bo@ucla.edu", "EMAIL_TAKEN email"),
            ("bo+x@ucla.edu", "EMAIL_TAKEN email"),
            ("jo@gmail.com", "EMAIL_NOT_UCLA email"),
        ] {
            let input = json!({ "id": id, "email": email });
            let payload = manager.mutate("updateUser", input, "").await;
            assert_eq!(codes(&payload), [code], "{email}");
        }
        // Its own address changes nothing.
        let input = json!({ "id": id, "email": JO });
        manager.accept("updateUser", input, "").await;
        assert_eq!(jo.me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_with_more_permissions_keeps_their_address() {
    each_database_with(MAIL, async |server| {
        server.admin("SUPERADMIN").await;
        let manager = server.admin("MANAGER").await;
        let id = id_of(&manager, "superadmin@ucla.edu").await;
        let input = json!({ "id": id, "email": NEW });
        assert_eq!(manager.fail("updateUser", input).await, "FORBIDDEN");
    })
    .await;
}

/// Changes the address as whoever is signed in.
async fn take(server: &Server, account: &Client) {
    let input = json!({ "newEmail": "thief@ucla.edu", "currentPassword": PASSWORD });
    account.accept("changeEmail", input, "note").await;
    let input = json!({ "token": server.token_for("thief@ucla.edu").await });
    account.accept("confirmEmailChange", input, "email").await;
}

#[tokio::test]
async fn an_account_that_is_taken_a_second_time_can_be_returned_again() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let id = jo.id().await;
        take(&server, &jo).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": id, "email": JO });
        manager.accept("updateUser", input, "").await;
        server.advance(Duration::hours(73));
        let thief = server.client().log_in(JO, PASSWORD).await;
        take(&server, &thief).await;
        server.send_emails().await;
        let input = json!({ "token": server.mail.token_for(JO) });
        let undone = server
            .client()
            .accept("undoEmailChange", input, "email")
            .await;
        assert_eq!(undone["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn whoever_took_an_account_cannot_undo_its_correction() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        take(&server, &jo).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": jo.id().await, "email": JO });
        manager.accept("updateUser", input, "").await;
        server.send_emails().await;
        let to_thief = server.mail.emails_to("thief@ucla.edu");
        let is_notice = |text: &str| text.contains("is no longer the email address");
        let notice = to_thief.iter().find(|email| is_notice(&email.text));
        assert!(notice.expect("a notice").token().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_link_to_an_earlier_address_is_not_sent_by_a_retry() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let request = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", request, "note")
            .await;
        server.deferred_finished().await;
        let given_up = "UPDATE emails SET state = 'DEAD', finished_at = created_at WHERE kind = 'PASSWORD_RESET'";
        server.execute(given_up).await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": jo.id().await, "email": NEW });
        manager.accept("updateUser", input, "").await;
        let document = "{ emails(filter: { kind: PASSWORD_RESET }) { nodes { id } } }";
        let data = manager.run(document, json!({})).await;
        let id = data["emails"]["nodes"][0]["id"].clone();
        manager
            .accept("retryEmail", json!({ "id": id }), "email { state }")
            .await;
        server.send_emails().await;
        let to_old = server.mail.emails_to(JO);
        let is_reset = |text: &str| text.contains("/reset-password/");
        assert!(!to_old.iter().any(|email| is_reset(&email.text)));
    })
    .await;
}

#[tokio::test]
async fn a_fresh_registration_keeps_its_address() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let input = credentials(NEW, PASSWORD);
        server.client().accept("register", input, "note").await;
        server.send_emails().await;
        let manager = server.admin("MANAGER").await;
        let input = json!({ "id": jo.id().await, "email": NEW });
        let refused = manager.refuse("updateUser", input).await;
        assert_eq!(refused, ["EMAIL_TAKEN email"]);
        assert!(server.user(NEW).await.is_some());
    })
    .await;
}
