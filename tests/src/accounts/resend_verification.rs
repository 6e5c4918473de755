//! Requesting the verification email again.

use serde_json::{Value, json};

use crate::harness::{MAIL, PASSWORD, Server, credentials, each_database_with};

async fn resend(server: &Server, email: &str) -> Value {
    let input = json!({ "email": email });
    let mutation = "resendVerification";
    server.client().mutate(mutation, input, "note").await
}

#[tokio::test]
async fn the_response_is_the_same_and_only_unverified_accounts_get_an_email() {
    each_database_with(MAIL, async |server| {
        server.member("verified@ucla.edu").await;
        for email in ["unverified@ucla.edu", "inactive@ucla.edu"] {
            let input = credentials(email, PASSWORD);
            server.client().accept("register", input, "note").await;
        }
        server.send_emails().await;
        server
            .execute("UPDATE users SET is_active = false WHERE email = 'inactive@ucla.edu'")
            .await;
        let before = server.mail.emails().len();
        let unknown = resend(&server, "unknown@ucla.edu").await;
        assert_eq!(unknown["errors"], json!([]));
        assert!(unknown["note"].is_string());
        for email in [
            "verified@ucla.edu",
            "inactive@ucla.edu",
            " Unverified@UCLA.edu",
        ] {
            assert_eq!(resend(&server, email).await, unknown, "{email}");
        }
        assert_eq!(server.send_emails().await, 1);
        assert_eq!(server.mail.emails().len(), before + 1);
        assert_eq!(server.mail.emails_to("unverified@ucla.edu").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn either_email_verifies_the_address() {
    each_database_with(MAIL, async |server| {
        let input = credentials("jo@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
        let first = server.token_for("jo@ucla.edu").await;
        resend(&server, "jo@ucla.edu").await;
        let second = server.token_for("jo@ucla.edu").await;
        assert_ne!(first, second);
        let verify = async |token: &str| {
            let input = json!({ "token": token });
            let fields = "alreadyVerified";
            server.client().accept("verifyEmail", input, fields).await
        };
        assert_eq!(verify(&first).await["alreadyVerified"], false);
        assert_eq!(verify(&second).await["alreadyVerified"], true);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_is_no_longer_needed_is_not_sent() {
    each_database_with(MAIL, async |server| {
        let input = credentials("jo@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
        let token = server.token_for("jo@ucla.edu").await;
        resend(&server, "jo@ucla.edu").await;
        let input = json!({ "token": token });
        server.client().accept("verifyEmail", input, "email").await;
        assert_eq!(server.send_emails().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_malformed_address_is_refused() {
    each_database_with(MAIL, async |server| {
        for (email, code) in [
            ("", "EMAIL_REQUIRED email"),
            ("jo@gmail.com", "EMAIL_NOT_UCLA email"),
        ] {
            let input = json!({ "email": email });
            let refused = server.client().refuse("resendVerification", input).await;
            assert_eq!(refused, [code]);
        }
    })
    .await;
}
