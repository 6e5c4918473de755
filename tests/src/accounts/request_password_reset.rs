//! Asking for a link that sets a new password.

use serde_json::{Value, json};

use crate::harness::{MAIL, Server, codes, each_database_with};

const JO: &str = "jo@ucla.edu";

async fn request(server: &Server, email: &str) -> Value {
    let input = json!({ "email": email });
    let verb = "requestPasswordReset";
    server.client().mutate(verb, input, "note").await
}

#[tokio::test]
async fn the_letter_has_a_link_to_the_page_that_resets() {
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
async fn the_answer_is_the_same_whether_or_not_there_is_an_account() {
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
            "only the account's own address gets a letter"
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
