//! The headers of emails, the name that the server gives to mail servers, and what responses say when no email is sent.

use chrono::DateTime;
use serde_json::json;

use crate::harness::{MAIL, PASSWORD, Server, credentials, each_database_with};
use crate::outbox::{JO, register};

/// Returns the values of a header, in the order of the email. Continued lines belong to the value.
fn header(email: &str, name: &str) -> Vec<String> {
    let (head, _) = email.split_once("\n\n").expect("a body");
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.to_owned())
        .collect()
}

async fn emails(settings: &[(&str, &str)]) -> (Server, crate::harness::Database) {
    let database = crate::harness::Database::sqlite().await;
    let settings = [MAIL, settings].concat();
    let server = Server::on(&database, &settings).await;
    register(&server, JO).await;
    let input = json!({ "email": JO });
    let client = server.client();
    client.accept("requestPasswordReset", input, "note").await;
    assert!(server.send_emails().await >= 1);
    (server, database)
}

#[tokio::test]
async fn every_email_has_the_headers_that_mail_servers_expect_once() {
    let settings = [(
        "DEFAULT_FROM_EMAIL",
        "Bruin Bridge <no-reply@mail.ucla.edu>",
    )];
    let (server, _database) = emails(&settings).await;
    let mut ids = Vec::new();
    for email in server.mail.emails() {
        let only = |name: &str| match header(&email.text, name).as_slice() {
            [value] => value.clone(),
            values => panic!("{name}: {values:?} in {}", email.text),
        };
        assert_eq!(only("From"), "\"Bruin Bridge\" <no-reply@mail.ucla.edu>");
        assert_eq!(only("To"), JO);
        assert!(!only("Subject").is_empty());
        let date = only("Date");
        DateTime::parse_from_rfc2822(&date).unwrap_or_else(|error| panic!("{date}: {error}"));
        assert_eq!(only("Auto-Submitted"), "auto-generated");
        assert_eq!(only("MIME-Version"), "1.0");
        let kind = only("Content-Type");
        assert!(kind.starts_with("multipart/alternative; "), "{kind}");
        let id = only("Message-ID");
        let is_of_sender = id.starts_with('<') && id.ends_with("@mail.ucla.edu>");
        assert!(is_of_sender, "{id}");
        assert!(!ids.contains(&id), "{id}");
        ids.push(id);
    }
    assert!(!ids.is_empty());
}

#[tokio::test]
async fn mail_servers_get_the_name_of_the_site_or_of_the_sender_and_not_that_of_the_machine() {
    let from = ("DEFAULT_FROM_EMAIL", "no-reply@mail.ucla.edu");
    for (url, expected) in [
        ("https://bruinbridge.ucla.edu/app", "bruinbridge.ucla.edu"),
        ("http://localhost:8000", "mail.ucla.edu"),
        ("http://192.0.2.1", "mail.ucla.edu"),
        ("http://devbox", "mail.ucla.edu"),
    ] {
        let (server, _database) = emails(&[from, ("FRONTEND_URL", url)]).await;
        let names = server.mail.names();
        assert!(!names.is_empty());
        assert!(names.iter().all(|name| name == expected), "{names:?}");
    }
}

/// What each request that usually sends an email says.
async fn notes(server: &Server) -> [String; 3] {
    let mut notes = Vec::new();
    for (mutation, input) in [
        ("register", credentials("kay@ucla.edu", PASSWORD)),
        ("resendVerification", json!({ "email": JO })),
        ("requestPasswordReset", json!({ "email": JO })),
    ] {
        let payload = server.client().accept(mutation, input, "note").await;
        notes.push(payload["note"].as_str().expect("a note").to_owned());
    }
    notes.try_into().expect("three")
}

#[tokio::test]
async fn no_response_says_that_an_email_was_sent_when_none_is() {
    for disclosure in ["explicit", "private"] {
        for how in [("SEND_EMAILS", "false"), ("MAIL_TRANSPORT", "log")] {
            let settings = [
                ("SEND_EMAILS", "true"),
                ("AUTO_VERIFY", "false"),
                ("REGISTRATION_DISCLOSURE", disclosure),
                how,
            ];
            each_database_with(&settings, async |server| {
                for note in notes(&server).await {
                    assert!(note.contains("does not send email"), "{note}");
                    assert!(note.contains("its log"), "{note}");
                }
            })
            .await;
        }
        let settings = [
            ("SEND_EMAILS", "true"),
            ("REGISTRATION_DISCLOSURE", disclosure),
        ];
        each_database_with(&settings, async |server| {
            for note in notes(&server).await {
                assert!(note.contains("e have sent"), "{note}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_private_registration_that_needs_no_link_mentions_none() {
    let settings = [
        ("AUTO_VERIFY", "true"),
        ("REGISTRATION_DISCLOSURE", "private"),
    ];
    each_database_with(&settings, async |server| {
        let [registered, ..] = notes(&server).await;
        assert_eq!(
            registered,
            "If the address was free, your account is ready. Sign in."
        );
    })
    .await;
}
