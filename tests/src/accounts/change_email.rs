//! Changing one's email address.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";
const NEW: &str = "joanna@ucla.edu";
const NAMES: &str = "pendingEmailChange { email }";

fn wish(email: &str) -> Value {
    json!({ "newEmail": email, "currentPassword": PASSWORD })
}

/// Asks for another address.
async fn ask(client: &Client, email: &str) {
    let fields = "pending { email } note";
    let payload = client.accept("changeEmail", wish(email), fields).await;
    assert_eq!(payload["pending"]["email"], email);
}

async fn confirm(server: &Server, token: &str) -> Value {
    let fields = "email alreadyConfirmed";
    let input = json!({ "token": token });
    server
        .client()
        .mutate("confirmEmailChange", input, fields)
        .await
}

/// Changes an address with the link.
async fn change(server: &Server, client: &Client, email: &str) {
    ask(client, email).await;
    let payload = confirm(server, &server.token_for(email).await).await;
    assert_eq!(codes(&payload), [""; 0]);
}

#[tokio::test]
async fn the_address_changes_when_the_new_one_is_confirmed() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let pending = json!({ "email": JO, "pendingEmailChange": { "email": NEW } });
        assert_eq!(jo.me(&format!("email {NAMES}")).await, pending);
        let token = server.token_for(NEW).await;
        let expected = json!({ "email": NEW, "alreadyConfirmed": false, "errors": [] });
        assert_eq!(confirm(&server, &token).await, expected);
        let user = server.user(NEW).await.expect("an account");
        assert!(user.is_verified);
        assert!(server.user(JO).await.is_none());
        let refused = server
            .client()
            .refuse("login", credentials(JO, PASSWORD))
            .await;
        assert_eq!(refused, ["INVALID_CREDENTIALS"]);
        let jo = server.client().log_in(NEW, PASSWORD).await;
        assert_eq!(jo.me(NAMES).await["pendingEmailChange"], Value::Null);
        // A second click says so kindly, until the link expires.
        let expected = json!({ "email": NEW, "alreadyConfirmed": true, "errors": [] });
        assert_eq!(confirm(&server, &token).await, expected);
        server.advance(Duration::hours(24));
        let payload = confirm(&server, &token).await;
        assert_eq!(codes(&payload), ["TOKEN_EXPIRED token"]);
    })
    .await;
}

#[tokio::test]
async fn a_signed_in_member_types_the_code() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let elsewhere = server.client().log_in(JO, PASSWORD).await;
        ask(&jo, NEW).await;
        let code = server.code_for(NEW).await;
        let input = json!({ "code": code });
        let anonymous = server
            .client()
            .fail("confirmEmailChange", input.clone())
            .await;
        assert_eq!(anonymous, "UNAUTHENTICATED");
        let bo = server.member("bo@ucla.edu").await;
        let refused = bo.refuse("confirmEmailChange", input.clone()).await;
        assert_eq!(refused, ["NO_EMAIL_CHANGE_PENDING"]);
        let payload = jo.accept("confirmEmailChange", input, "email").await;
        assert_eq!(payload["email"], NEW);
        // This session stays, the others end.
        assert_eq!(jo.me("email").await["email"], NEW);
        assert!(elsewhere.me("id").await.is_null());
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_codes_leave_the_link() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let code = server.code_for(NEW).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..10 {
            let refused = jo
                .refuse("confirmEmailChange", json!({ "code": wrong }))
                .await;
            assert_eq!(refused, ["CODE_INVALID code"]);
        }
        let refused = jo
            .refuse("confirmEmailChange", json!({ "code": code }))
            .await;
        assert_eq!(refused, ["CODE_INVALID code"]);
        let token = server.mail.token_for(NEW);
        assert_eq!(codes(&confirm(&server, &token).await), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_change_needs_the_password_and_a_new_valid_address() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        server.register("bo@ucla.edu", "MENTEE").await;
        let unverified = credentials("mo@ucla.edu", PASSWORD);
        server.client().accept("register", unverified, "note").await;
        let wrong = json!({ "newEmail": NEW, "currentPassword": "wrong password" });
        let refused = jo.refuse("changeEmail", wrong).await;
        assert_eq!(refused, ["WRONG_PASSWORD currentPassword"]);
        for (email, code) in [
            ("jo@gmail.com", "EMAIL_NOT_UCLA newEmail"),
            ("", "EMAIL_REQUIRED newEmail"),
            (" JO@ucla.edu", "EMAIL_UNCHANGED newEmail"),
            ("bo@ucla.edu", "EMAIL_TAKEN newEmail"),
            ("bo+x@ucla.edu", "EMAIL_TAKEN newEmail"),
            ("mo@ucla.edu", "EMAIL_TAKEN newEmail"),
        ] {
            assert_eq!(
                jo.refuse("changeEmail", wish(email)).await,
                [code],
                "{email}"
            );
        }
        assert_eq!(jo.me(NAMES).await["pendingEmailChange"], Value::Null);
        for mutation in ["resendEmailChange", "cancelEmailChange"] {
            let refused = jo.refuse(mutation, json!({})).await;
            assert_eq!(refused, ["NO_EMAIL_CHANGE_PENDING"]);
        }
    })
    .await;
}

#[tokio::test]
async fn ones_own_address_with_a_tag_is_free() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        change(&server, &jo, "jo+bridge@ucla.edu").await;
        assert!(server.user("jo+bridge@ucla.edu").await.is_some());
        server.send_emails().await;
        let jo = server.client().log_in("jo+bridge@ucla.edu", PASSWORD).await;
        change(&server, &jo, JO).await;
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_later_wish_replaces_an_earlier_one_and_either_can_be_sent_again_or_canceled() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, "first@ucla.edu").await;
        let first = server.token_for("first@ucla.edu").await;
        ask(&jo, "unsent@ucla.edu").await;
        ask(&jo, NEW).await;
        let token = server.token_for(NEW).await;
        assert!(server.mail.emails_to("unsent@ucla.edu").is_empty());
        assert_eq!(
            codes(&confirm(&server, &first).await),
            ["TOKEN_INVALID token"]
        );
        jo.accept("resendEmailChange", json!({}), "note").await;
        server.send_emails().await;
        assert_eq!(server.mail.emails_to(NEW).len(), 2);
        jo.accept("cancelEmailChange", json!({}), "").await;
        assert_eq!(
            codes(&confirm(&server, &token).await),
            ["TOKEN_INVALID token"]
        );
        assert_eq!(jo.me("email").await["email"], JO);
    })
    .await;
}

#[tokio::test]
async fn the_old_address_gets_a_notice_and_is_reserved() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let bo = server.member("bo@ucla.edu").await;
        change(&server, &jo, NEW).await;
        server.send_emails().await;
        let notice = server.mail.emails_to(JO).pop().expect("a notice");
        assert!(notice.text.contains("Undo this change"), "{}", notice.text);
        // Until the change can no longer be undone.
        for email in [JO, "jo+x@ucla.edu"] {
            let client = server.client();
            let refused = client
                .refuse("register", credentials(email, PASSWORD))
                .await;
            assert_eq!(refused, ["EMAIL_TAKEN email"]);
            let refused = bo.refuse("changeEmail", wish(email)).await;
            assert_eq!(refused, ["EMAIL_TAKEN newEmail"]);
        }
        server.advance(Duration::hours(72));
        let input = credentials(JO, PASSWORD);
        server.client().accept("register", input, "note").await;
    })
    .await;
}

#[tokio::test]
async fn a_variant_that_was_registered_before_is_not_verified_while_the_address_is_reserved() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        // As it is for a variant that was registered before the address was verified.
        let input = credentials("jx@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
        let token = server.token_for("jx@ucla.edu").await;
        let variant = "UPDATE users SET email = 'jo+x@ucla.edu', base_email = 'jo@ucla.edu' \
                       WHERE email = 'jx@ucla.edu'";
        server.execute(variant).await;
        change(&server, &jo, NEW).await;
        let input = json!({ "token": token });
        let refused = server.client().refuse("verifyEmail", input).await;
        assert_eq!(refused, ["EMAIL_TAKEN"]);
    })
    .await;
}

#[tokio::test]
async fn accounts_that_were_never_verified_give_way() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let token = server.token_for(NEW).await;
        for email in [NEW, "joanna+x@ucla.edu"] {
            let input = credentials(email, PASSWORD);
            server.client().accept("register", input, "note").await;
        }
        assert_eq!(codes(&confirm(&server, &token).await), [""; 0]);
        assert_eq!(server.count("users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn links_that_went_to_the_old_address_stop_working() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        let request = "requestPasswordReset";
        server
            .client()
            .accept(request, json!({ "email": JO }), "note")
            .await;
        let reset = server.token_for(JO).await;
        ask(&jo, NEW).await;
        let token = server.token_for(NEW).await;
        // Another one, which is queued but not sent.
        server
            .client()
            .accept(request, json!({ "email": JO }), "note")
            .await;
        server.deferred_finished().await;
        confirm(&server, &token).await;
        server.send_emails().await;
        let input = json!({ "token": reset, "newPassword": "newSecurePass!" });
        let refused = server.client().refuse("resetPassword", input).await;
        assert_eq!(refused, ["TOKEN_INVALID token"]);
        let resets = server.mail.emails_to(JO);
        let resets = resets
            .iter()
            .filter(|email| email.text.contains("/reset-password/"));
        assert_eq!(resets.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_about_to_be_deleted_keeps_its_address() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let token = server.token_for(NEW).await;
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input, "").await;
        assert_eq!(codes(&confirm(&server, &token).await), ["DELETION_PENDING"]);
        assert_eq!(jo.fail("changeEmail", wish(NEW)).await, "FORBIDDEN");
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        assert_eq!(codes(&confirm(&server, &token).await), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn members_are_found_by_the_new_address_and_blocks_follow_the_account() {
    each_database(async |server| {
        let mentor = server.mentor("mentor@ucla.edu").await;
        let jo = server.member(JO).await;
        let block = json!({ "mentorEmail": "mentor@ucla.edu" });
        jo.accept("blacklistMentor", block, "").await;
        let admin = server.admin("SUPERADMIN").await;
        ask(&mentor, "other@ucla.edu").await;
        server.send_emails().await;
        let token = server.logged_token();
        assert_eq!(codes(&confirm(&server, &token).await), [""; 0]);
        let found = async |search: &str| {
            let document =
                "query($search: String) { users(filter: { search: $search }) { nodes { email } } }";
            let data = admin.run(document, json!({ "search": search })).await;
            data["users"]["nodes"].as_array().expect("nodes").len()
        };
        assert_eq!(found("mentor@ucla.edu").await, 0);
        assert_eq!(found("other@ucla.edu").await, 1);
        let mentor = server.client().log_in("other@ucla.edu", PASSWORD).await;
        let add = mentor
            .refuse("addMentee", json!({ "menteeEmail": JO }))
            .await;
        assert_eq!(add, ["MENTEE_UNAVAILABLE menteeEmail"]);
    })
    .await;
}

const PRIVATE: &[(&str, &str)] = &[
    ("SEND_EMAILS", "true"),
    ("REGISTRATION_DISCLOSURE", "private"),
];

#[tokio::test]
async fn with_private_registrations_a_taken_address_looks_like_a_free_one() {
    each_database_with(PRIVATE, async |server| {
        server.register("bo@ucla.edu", "MENTEE").await;
        let jo = server.member(JO).await;
        let mut notes = Vec::new();
        for email in ["bo@ucla.edu", NEW] {
            let payload = jo
                .accept("changeEmail", wish(email), "pending { email } note")
                .await;
            assert_eq!(payload["pending"]["email"], email);
            notes.push(payload["note"].clone());
            server.send_emails().await;
            let wrong = jo
                .refuse("confirmEmailChange", json!({ "code": "no" }))
                .await;
            assert_eq!(wrong, ["CODE_INVALID code"]);
        }
        assert_eq!(notes[0], notes[1]);
        let emails = server.mail.emails_to("bo@ucla.edu");
        let notice = emails.last().expect("a notice");
        assert!(
            notice.text.contains("already has an account"),
            "{}",
            notice.text
        );
        assert!(notice.code().is_none());
        let code = server.mail.code_for(NEW);
        jo.accept("confirmEmailChange", json!({ "code": code }), "email")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_member_sends_only_so_many_emails_to_others() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("RATE_LIMITS", "on"),
        ("EMAIL_CHANGE_LIMIT_PER_ACCOUNT", "2/hour"),
    ];
    each_database_with(settings, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, "one@ucla.edu").await;
        ask(&jo, "two@ucla.edu").await;
        assert_eq!(
            jo.fail("changeEmail", wish("three@ucla.edu")).await,
            "RATE_LIMITED"
        );
        server.advance(Duration::minutes(30));
        ask(&jo, "three@ucla.edu").await;
    })
    .await;
}

#[tokio::test]
async fn a_new_password_cancels_a_change_that_waits() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let token = server.token_for(NEW).await;
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
        jo.accept("changePassword", change, "").await;
        assert_eq!(jo.me(NAMES).await["pendingEmailChange"], Value::Null);
        let payload = confirm(&server, &token).await;
        assert_eq!(codes(&payload), ["TOKEN_INVALID token"]);
        let again = json!({ "newEmail": NEW, "currentPassword": "newSecurePass!" });
        jo.accept("changeEmail", again, "note").await;
        let token = server.token_for(NEW).await;
        let request = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", request, "note")
            .await;
        let reset = json!({ "token": server.token_for(JO).await, "newPassword": "another horse" });
        server.client().accept("resetPassword", reset, "").await;
        let payload = confirm(&server, &token).await;
        assert_eq!(codes(&payload), ["TOKEN_INVALID token"]);
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn every_link_of_a_confirmed_change_says_so() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        ask(&jo, NEW).await;
        let first = server.token_for(NEW).await;
        jo.accept("resendEmailChange", json!({}), "note").await;
        let second = server.token_for(NEW).await;
        assert_ne!(first, second);
        for (token, was_confirmed) in [(second, false), (first, true)] {
            let payload = confirm(&server, &token).await;
            assert_eq!(payload["alreadyConfirmed"], was_confirmed, "{payload}");
        }
    })
    .await;
}
