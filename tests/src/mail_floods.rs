//! Floods of emails: what strangers can send to a mailbox is limited, and delays no one else's email.

use bruinbridge::jobs;
use bruinbridge::mail::outbox::send_due;
use chrono::Duration;
use serde_json::json;
use tokio::time::timeout;

use crate::harness::{MAIL, Mood, Server, TIMEOUT, each_database_with, names};
use crate::outbox::{JO, mail, register};

async fn request_reset(server: &Server, email: &str) {
    let input = json!({ "email": email });
    let client = server.client();
    client.accept("requestPasswordReset", input, "note").await;
    server.background_finished().await;
}

#[tokio::test]
async fn requests_while_an_email_is_queued_change_nothing() {
    each_database_with(MAIL, async |server| {
        server.member(JO).await;
        server.forget_signals().await;
        for _ in 0..20 {
            request_reset(&server, JO).await;
        }
        assert_eq!(server.count("emails WHERE state = 'QUEUED'").await, 1);
        assert_eq!(
            names(&server.signals().await),
            ["password_reset_request_started"]
        );
        assert_eq!(server.send_emails().await, 1);
        let names = server.signals().await;
        assert_eq!(names.len(), 2, "one request, with one end");
        // After it was sent, the next request gets an email of its own.
        request_reset(&server, JO).await;
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_email_that_is_being_sent_stays_valid() {
    let settings = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
    each_database_with(settings, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        server.execute("DELETE FROM emails").await;
        server.member(JO).await;
        request_reset(&server, JO).await;
        server.mail.is_in(Mood::Silent);
        let wait = std::time::Duration::from_millis(500);
        let sending = timeout(wait, send_due(&server.app, 1)).await;
        assert!(sending.is_err(), "the email is being sent");
        let links = "one_time_tokens WHERE purpose = 'RESET'";
        assert_eq!(server.count(links).await, 1);
        request_reset(&server, JO).await;
        let id = server.user(JO).await.expect("an account").id.to_string();
        let input = json!({ "id": id });
        admin.accept("sendPasswordReset", input, "").await;
        assert_eq!(server.count(links).await, 1);
        assert_eq!(server.count("emails WHERE state = 'QUEUED'").await, 1);
        let signals = server.signals().await;
        let is_request = |name: &&str| *name == "password_reset_request_started";
        let requests = names(&signals).into_iter().filter(is_request);
        assert_eq!(requests.count(), 1, "the others changed nothing");
    })
    .await;
}

#[tokio::test]
async fn concurrent_requests_queue_one_email() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.send_emails().await;
        let resend = async || {
            let input = json!({ "email": JO });
            server
                .client()
                .accept("resendVerification", input, "note")
                .await
        };
        tokio::join!(resend(), resend(), resend(), resend());
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_request_brings_the_retry_of_its_email_forward() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.mail.is_in(Mood::Away);
        // Until it waits for longer than an email that is being sent.
        for _ in 0..7 {
            assert_eq!(server.send_emails().await, 0);
            server.advance(mail(&server).await.due_at - server.app.clock.now());
        }
        assert_eq!(server.send_emails().await, 0);
        server.mail.is_in(Mood::Good);
        assert_eq!(server.send_emails().await, 0, "the retry is not due");
        let input = json!({ "email": JO });
        server
            .client()
            .accept("resendVerification", input, "note")
            .await;
        assert_eq!(server.send_emails().await, 1);
        assert_eq!(server.count("emails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_first_email_to_each_mailbox_is_sent_before_the_second_to_any() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("REGISTRATION_DISCLOSURE", "private"),
    ];
    each_database_with(settings, async |server| {
        // Three emails are queued to one mailbox before another person's.
        register(&server, JO).await;
        request_reset(&server, JO).await;
        register(&server, JO).await;
        server.background_finished().await;
        register(&server, "bo@ucla.edu").await;
        server.background_finished().await;
        server.plan_jobs(true);
        let round = send_due(&server.app, 2).await.expect("a round");
        assert_eq!(round.accepted, 2);
        assert_eq!(server.mail.emails_to(JO).len(), 1);
        assert_eq!(server.mail.emails_to("bo@ucla.edu").len(), 1);
        let round = send_due(&server.app, 10).await.expect("a round");
        assert_eq!(round.accepted, 2);
    })
    .await;
}

#[tokio::test]
async fn a_backlog_is_sent_without_pauses_while_the_mail_server_responds() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.send_emails().await;
        let (numbers, id) = server.numbers();
        let id = id("n");
        let address = "'jo' || n || '@ucla.edu'";
        let columns = "password, role, major, minor, joined_at";
        let users = format!(
            "{numbers} INSERT INTO users (id, email, base_email, {columns}) \
             SELECT {id}, {address}, {address}, {columns} FROM numbers, users"
        );
        let emails = format!(
            "{numbers} INSERT INTO emails (id, user_id, mailbox, recipient, kind, workflow_id, state, created_at, due_at) \
             SELECT {id}, {id}, {address}, {address}, 'VERIFICATION', {id}, 'QUEUED', created_at, due_at FROM numbers, emails"
        );
        server.execute(&users).await;
        server.execute(&emails).await;
        // With pauses between the rounds, even the first 400 would take longer than the timeout.
        let jobs = tokio::spawn(jobs::run(server.app.clone(), server.stop.clone()));
        let all_sent = async {
            while server.mail.emails().len() < 400 {
                tokio::task::yield_now().await;
            }
        };
        timeout(TIMEOUT, all_sent).await.expect("no pauses");
        server.stop.cancel();
        jobs.await.expect("the jobs end");
    })
    .await;
}

#[tokio::test]
async fn strangers_trigger_only_a_few_emails_to_one_mailbox() {
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("RATE_LIMITS", "on"),
        ("REGISTRATION_DISCLOSURE", "private"),
    ];
    each_database_with(settings, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        register(&server, JO).await;
        server.send_emails().await;
        let ask = async || {
            let input = json!({ "email": JO });
            for mutation in ["requestPasswordReset", "resendVerification"] {
                let payload = server
                    .client()
                    .mutate(mutation, input.clone(), "note errors { code }")
                    .await;
                assert_eq!(payload["errors"], json!([]));
            }
            register(&server, JO).await;
            server.send_emails().await;
        };
        for _ in 0..3 {
            ask().await;
        }
        assert_eq!(server.mail.emails_to(JO).len(), 3, "three at once");
        for _ in 0..60 {
            server.advance(Duration::minutes(20));
            ask().await;
        }
        let sent = server.mail.emails_to(JO).len();
        assert!((10..=20).contains(&sent), "{sent} in a day");
        // Emails that an administrator sends are not limited, and use up nothing.
        let id = server.user(JO).await.expect("an account").id.to_string();
        for number in 1..=3 {
            admin
                .accept("sendPasswordReset", json!({ "id": id }), "")
                .await;
            server.send_emails().await;
            assert_eq!(server.mail.emails_to(JO).len(), sent + number);
        }
    })
    .await;
}
