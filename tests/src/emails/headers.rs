//! Headers of emails, in addition to those that every email has (`email_headers.rs`).

use chrono::Duration;
use serde_json::json;

use super::{JO, MA, each_database, subjects};
use crate::harness::{Mood, PASSWORD};

fn header<'a>(email: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = email.split_once("\n\n").expect("a body");
    let prefix = format!("{name}: ");
    head.lines().find_map(|line| line.strip_prefix(&prefix))
}

#[tokio::test]
async fn emails_that_are_not_about_security_say_how_to_unsubscribe() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor(MA).await;
        let input = json!({ "menteeEmail": JO });
        ma.accept("addMentee", input, "").await;
        let input = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
        jo.accept("changePassword", input, "").await;
        assert_eq!(subjects(&server, JO).await.len(), 2);
        for email in server.mail.emails_to(JO) {
            let is_about_match = email.text.contains("Subject: You have a new match");
            let post = header(&email.text, "List-Unsubscribe-Post");
            let link = header(&email.text, "List-Unsubscribe");
            if is_about_match {
                assert_eq!(post, Some("List-Unsubscribe=One-Click"));
                let link = link.expect("a link");
                let start = "<https://bruinbridge.example/unsubscribe/";
                assert!(link.starts_with(start) && link.ends_with('>'), "{link}");
                let page = link.trim_matches(['<', '>']);
                assert!(
                    email.text.matches(page).count() >= 3,
                    "text, HTML and header"
                );
                assert!(email.text.contains("https://bruinbridge.example/#/account"));
            } else {
                assert_eq!((post, link), (None, None));
                assert!(!email.text.contains("nsubscribe"), "{}", email.text);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_attempt_has_the_same_message_id() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
        jo.accept("changePassword", input, "").await;
        // The server accepts the email, but its response is lost.
        server.mail.is_in(Mood::Forgetful);
        assert_eq!(server.send_emails().await, 0);
        server.mail.is_in(Mood::Good);
        server.advance(Duration::minutes(2));
        assert_eq!(server.send_emails().await, 1);
        let emails = server.mail.emails_to(JO);
        let ids: Vec<_> = emails
            .iter()
            .map(|email| header(&email.text, "Message-ID"))
            .collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    })
    .await;
}
