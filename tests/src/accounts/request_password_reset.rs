//! Requesting a password reset link.

use serde_json::{Value, json};

use crate::harness::{MAIL, Server, codes, each_database_with};

const JO: &str = "jo@ucla.edu";

async fn request(server: &Server, email: &str) -> Value {
    let input = json!({ "email": email });
    let mutation = "requestPasswordReset";
    server.client().mutate(mutation, input, "note").await
}

#[tokio::test]
async fn the_email_links_to_the_reset_page() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        request(&server, JO).await;
        let token = server.token_for(JO).await;
        let emails = server.mail.emails_to(JO);
        let link = format!("https://bruinbridge.example/reset-password/{token}");
        assert_eq!(
            emails[1].text.matches(&link).count(),
            3,
            "text, and in HTML twice"
        );
        assert!(emails[1].text.contains("1 hour"));
    })
    .await;
}

#[tokio::test]
async fn the_response_is_the_same_whether_or_not_the_account_exists() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        server.member("inactive@ucla.edu").await;
        server
            .execute("UPDATE users SET is_active = false WHERE email = 'inactive@ucla.edu'")
            .await;
        let unknown = request(&server, "unknown@ucla.edu").await;
        assert_eq!(unknown["errors"], json!([]));
        assert!(unknown["note"].is_string());
        for email in ["inactive@ucla.edu", "jo+x@ucla.edu", " JO@ucla.edu"] {
            assert_eq!(request(&server, email).await, unknown, "{email}");
        }
        assert_eq!(
            server.send_emails().await,
            1,
            "only the account's own address gets an email"
        );
        assert_eq!(server.mail.emails_to(JO).len(), 2);
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
            assert_eq!(codes(&request(&server, email).await), [code]);
        }
    })
    .await;
}
