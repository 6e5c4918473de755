//! The verification email of a registration, and registration without email.

use serde_json::{Value, json};

use crate::harness::{MAIL, PASSWORD, Server, credentials, each_database_with};

const JO: &str = "jo@ucla.edu";

async fn register(server: &Server, email: &str) -> Value {
    let input = credentials(email, PASSWORD);
    let fields = "user { id email role isVerified } note";
    server.client().accept("register", input, fields).await
}

#[tokio::test]
async fn the_email_has_the_link_as_text_and_html() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        assert!(
            server.mail.emails().is_empty(),
            "a request sends nothing itself"
        );
        assert_eq!(server.send_emails().await, 1);
        let emails = server.mail.emails_to(JO);
        let token = emails[0].token().expect("a token");
        assert_eq!(token.len(), 43, "32 bytes in base64url");
        let link = format!("https://bruinbridge.example/verify-email?token={token}");
        assert_eq!(
            emails[0].text.matches(&link).count(),
            3,
            "text, and in HTML twice"
        );
        for part in [
            "Content-Type: text/plain",
            "Content-Type: text/html",
            "1 day",
        ] {
            assert!(emails[0].text.contains(part), "{part}\n{}", emails[0].text);
        }
        assert_eq!(server.send_emails().await, 0, "one email, once");
    })
    .await;
}

#[tokio::test]
async fn without_email_the_link_is_logged() {
    let settings = &[("SEND_EMAILS", "false"), ("AUTO_VERIFY", "false")];
    each_database_with(settings, async |server| {
        assert_eq!(register(&server, JO).await["user"]["isVerified"], false);
        server.send_emails().await;
        assert!(server.mail.emails().is_empty());
        let token = server.logged_token();
        server
            .client()
            .accept("verifyEmail", json!({ "token": token }), "email")
            .await;
        server.client().log_in(JO, PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn auto_verify_applies_even_if_email_is_on() {
    let settings = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
    each_database_with(settings, async |server| {
        assert_eq!(register(&server, JO).await["user"]["isVerified"], true);
        server.send_emails().await;
        assert!(server.mail.emails().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_private_registration_reveals_a_taken_address_only_to_its_owner() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("REGISTRATION_DISCLOSURE", "private"),
    ];
    each_database_with(settings, async |server| {
        let response = async |email: &str| {
            let input = credentials(email, "another password");
            let fields = "user { id } note";
            server.client().mutate("register", input, fields).await
        };
        let free = response(JO).await;
        assert_eq!(free["user"], Value::Null);
        assert_eq!(free["errors"], json!([]));
        server.send_emails().await;
        assert_eq!(response(JO).await, free, "the same for a taken address");
        server.send_emails().await;
        let emails = server.mail.emails_to(JO);
        assert_eq!(emails.len(), 2);
        assert!(emails[1].token().is_none());
        assert!(emails[1].text.contains("already has an account"));
        assert_eq!(server.count("users").await, 1);
    })
    .await;
}
