//! Changes of email addresses that happen at the same time.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Client, MAIL, PASSWORD, Server, codes, credentials, each_database_with};

const NEW: &str = "new@ucla.edu";

async fn token(server: &Server, client: &Client, email: &str) -> String {
    let input = json!({ "newEmail": email, "currentPassword": PASSWORD });
    client.accept("changeEmail", input, "note").await;
    server.token_for(email).await
}

async fn confirm(server: &Server, token: &str) -> Value {
    let input = json!({ "token": token });
    server
        .client()
        .mutate("confirmEmailChange", input, "alreadyConfirmed")
        .await
}

#[tokio::test]
async fn of_two_people_who_want_one_address_one_gets_it() {
    each_database_with(MAIL, async |server| {
        let mut tokens = Vec::new();
        for email in ["jo@ucla.edu", "bo@ucla.edu", "mo@ucla.edu"] {
            let client = server.member(email).await;
            tokens.push(token(&server, &client, NEW).await);
        }
        let attempts = tokens.iter().map(|token| confirm(&server, token));
        let outcomes: Vec<Vec<String>> = join_all(attempts).await.iter().map(codes).collect();
        let won = outcomes.iter().filter(|codes| codes.is_empty()).count();
        let lost = outcomes
            .iter()
            .filter(|codes| **codes == ["EMAIL_TAKEN"])
            .count();
        assert_eq!((won, lost), (1, 2), "{outcomes:?}");
        assert_eq!(server.count("users WHERE email = 'new@ucla.edu'").await, 1);
        assert_eq!(server.count("users").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_followed_twice_at_once_changes_the_address_once() {
    each_database_with(MAIL, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let token = token(&server, &jo, NEW).await;
        let attempts = (0..4).map(|_| confirm(&server, &token));
        for payload in join_all(attempts).await {
            let codes = codes(&payload);
            assert!(
                codes.is_empty() || codes == ["TOKEN_INVALID token"],
                "{codes:?}"
            );
        }
        assert_eq!(server.count("former_addresses").await, 1);
        assert_eq!(confirm(&server, &token).await["alreadyConfirmed"], true);
    })
    .await;
}

#[tokio::test]
async fn a_registration_and_a_change_cannot_both_have_an_address() {
    each_database_with(MAIL, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let token = token(&server, &jo, NEW).await;
        let client = server.client();
        // The address that is given up, and the one that is taken.
        let registrations = ["jo@ucla.edu", "jo+x@ucla.edu", NEW]
            .map(|email| client.mutate("register", credentials(email, PASSWORD), "note"));
        let (changed, _) = tokio::join!(confirm(&server, &token), join_all(registrations));
        assert_eq!(codes(&changed), [""; 0]);
        assert_eq!(server.count("users WHERE email = 'new@ucla.edu'").await, 1);
        assert_eq!(
            server.count("users WHERE base_email = 'jo@ucla.edu'").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_and_an_undo_leave_one_address() {
    each_database_with(MAIL, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let first = token(&server, &jo, "b@ucla.edu").await;
        confirm(&server, &first).await;
        let undo = server.token_for("jo@ucla.edu").await;
        let jo = server.client().log_in("b@ucla.edu", PASSWORD).await;
        let second = token(&server, &jo, "c@ucla.edu").await;
        let client = server.client();
        let input = json!({ "token": undo });
        let undoing = client.mutate("undoEmailChange", input, "email");
        let (confirmed, undone) = tokio::join!(confirm(&server, &second), undoing);
        // Whichever came first, whoever follows the link has the last word.
        assert_eq!(codes(&undone), [""; 0]);
        let confirmed = codes(&confirmed);
        assert!(
            confirmed.is_empty() || confirmed == ["TOKEN_INVALID token"],
            "{confirmed:?}"
        );
        assert_eq!(server.count("users WHERE email = 'jo@ucla.edu'").await, 1);
        assert_eq!(server.count("sessions").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_and_a_deletion_leave_no_account_that_is_half_of_each() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member("jo@ucla.edu").await;
        let id = jo.id().await;
        let token = token(&server, &jo, NEW).await;
        let input = json!({ "id": id });
        let deleting = admin.mutate("deleteUser", input, "");
        let (confirmed, deleted) = tokio::join!(confirm(&server, &token), deleting);
        assert_eq!(codes(&deleted), [""; 0]);
        let confirmed = codes(&confirmed);
        assert!(
            confirmed.is_empty() || confirmed == ["TOKEN_INVALID token"],
            "{confirmed:?}"
        );
        for table in ["former_addresses", "address_changes", "one_time_tokens"] {
            assert_eq!(server.count(table).await, 0, "{table}");
        }
    })
    .await;
}
