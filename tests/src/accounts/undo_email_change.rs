//! Undoing a change of the email address.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{Client, MAIL, PASSWORD, Server, codes, credentials, each_database_with};

const JO: &str = "jo@ucla.edu";

/// Changes an address, and returns the signed-in client and the token of the link that undoes it.
async fn change(server: &Server, client: &Client, from: &str, to: &str) -> (Client, String) {
    let input = json!({ "newEmail": to, "currentPassword": PASSWORD });
    client.accept("changeEmail", input, "note").await;
    let input = json!({ "token": server.token_for(to).await });
    server
        .client()
        .accept("confirmEmailChange", input, "email")
        .await;
    let client = server.client().log_in(to, PASSWORD).await;
    (client, server.token_for(from).await)
}

async fn undo(server: &Server, token: &str) -> Value {
    let input = json!({ "token": token });
    let fields = "email alreadyUndone note";
    server
        .client()
        .mutate("undoEmailChange", input, fields)
        .await
}

#[tokio::test]
async fn the_old_address_comes_back_and_whoever_changed_it_is_locked_out() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (stranger, token) = change(&server, &jo, JO, "thief@ucla.edu").await;
        // Whoever has the account meanwhile asks for another address, and for a link to it.
        let input = json!({ "newEmail": "more@ucla.edu", "currentPassword": PASSWORD });
        stranger.accept("changeEmail", input, "note").await;
        let pending = server.token_for("more@ucla.edu").await;
        let request = json!({ "email": "thief@ucla.edu" });
        server
            .client()
            .accept("requestPasswordReset", request, "note")
            .await;
        let reset = server.token_for("thief@ucla.edu").await;

        let payload = undo(&server, &token).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(
            (&payload["email"], &payload["alreadyUndone"]),
            (&json!(JO), &json!(false))
        );
        assert!(stranger.me("id").await.is_null());
        for email in ["thief@ucla.edu", JO] {
            let refused = server
                .client()
                .refuse("login", credentials(email, PASSWORD))
                .await;
            assert_eq!(refused, ["INVALID_CREDENTIALS"], "{email}");
        }
        let input = json!({ "token": pending });
        let refused = server.client().refuse("confirmEmailChange", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let input = json!({ "token": reset, "newPassword": "newSecurePass!" });
        let refused = server.client().refuse("resetPassword", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        // The owner of the old address chooses a new password.
        let input = json!({ "token": server.token_for(JO).await, "newPassword": "newSecurePass!" });
        server.client().accept("resetPassword", input, "").await;
        server.client().log_in(JO, "newSecurePass!").await;
        // The other address is free at once.
        let input = credentials("thief@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
    })
    .await;
}

#[tokio::test]
async fn a_second_click_says_that_it_is_undone() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (_, token) = change(&server, &jo, JO, "b@ucla.edu").await;
        undo(&server, &token).await;
        let payload = undo(&server, &token).await;
        assert_eq!(
            (&payload["email"], &payload["alreadyUndone"]),
            (&json!(JO), &json!(true))
        );
        server.advance(Duration::hours(72));
        assert_eq!(codes(&undo(&server, &token).await), ["TOKEN_EXPIRED token"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_can_be_undone_for_three_days() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (_, token) = change(&server, &jo, JO, "b@ucla.edu").await;
        server.advance(Duration::hours(72));
        assert_eq!(codes(&undo(&server, &token).await), ["TOKEN_EXPIRED token"]);
        for token in ["", "x", &"A".repeat(43)] {
            assert_eq!(codes(&undo(&server, token).await), ["TOKEN_INVALID token"]);
        }
    })
    .await;
}

#[tokio::test]
async fn undoing_the_first_of_two_changes_revokes_the_link_of_the_second() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (jo, first) = change(&server, &jo, JO, "b@ucla.edu").await;
        let (_, second) = change(&server, &jo, "b@ucla.edu", "c@ucla.edu").await;
        assert_eq!(undo(&server, &first).await["email"], JO);
        assert_eq!(
            codes(&undo(&server, &second).await),
            ["TOKEN_INVALID token"]
        );
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn undoing_the_second_of_two_changes_leaves_the_link_of_the_first() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (jo, first) = change(&server, &jo, JO, "b@ucla.edu").await;
        let (_, second) = change(&server, &jo, "b@ucla.edu", "c@ucla.edu").await;
        assert_eq!(undo(&server, &second).await["email"], "b@ucla.edu");
        assert_eq!(undo(&server, &first).await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_worth_nothing_after_the_account_was_deleted() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (jo, token) = change(&server, &jo, JO, "b@ucla.edu").await;
        let input = json!({ "confirmation": "b@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        server.advance(Duration::hours(1));
        assert_eq!(server.purge().await, 1);
        assert_eq!(codes(&undo(&server, &token).await), ["TOKEN_INVALID token"]);
        // Nothing reserves the address any more.
        server
            .client()
            .accept("register", credentials(JO, PASSWORD), "note")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_address_that_is_removed_gets_a_plain_notice() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let (_, token) = change(&server, &jo, JO, "thief@ucla.edu").await;
        let before = server.mail.emails_to("thief@ucla.edu").len();
        assert_eq!(codes(&undo(&server, &token).await), [""; 0]);
        server.send_emails().await;
        let emails = server.mail.emails_to("thief@ucla.edu");
        assert_eq!(emails.len(), before + 1);
        let notice = emails.last().expect("a notice").text.replace('\n', " ");
        assert!(
            notice.contains("thief@ucla.edu is no longer the email address"),
            "{notice}"
        );
        assert!(!notice.contains("undo-email-change"), "{notice}");
    })
    .await;
}
