//! The email outbox: emails are sent after the commit, retried, sent only once, and eventually given up.

use bruinbridge::entities::email::{EmailState, Entity, Model};
use bruinbridge::jobs;
use bruinbridge::mail::outbox::{delete_finished, send_due};
use bruinbridge::signals::Name;
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::json;
use tokio::time::timeout;

use crate::harness::{MAIL, Mood, PASSWORD, Server, credentials, each_database_with, names};

pub(crate) const JO: &str = "jo@ucla.edu";

pub(crate) async fn register(server: &Server, email: &str) {
    let input = credentials(email, PASSWORD);
    server.client().accept("register", input, "note").await;
}

pub(crate) async fn mail(server: &Server) -> Model {
    let mail = Entity::find().one(server.app.db.reader()).await;
    mail.expect("the emails").expect("an email")
}

#[tokio::test]
async fn a_mail_server_that_is_down_delays_no_request_and_loses_no_email() {
    each_database_with(MAIL, async |server| {
        server.mail.is_in(Mood::Away);
        register(&server, JO).await;
        assert_eq!(server.send_emails().await, 0);
        let waiting = mail(&server).await;
        assert_eq!((waiting.state, waiting.attempts), (EmailState::Queued, 1));
        server.mail.is_in(Mood::Good);
        assert_eq!(server.send_emails().await, 0, "the retry is not due yet");
        server.advance(Duration::minutes(2));
        assert_eq!(server.send_emails().await, 1);
        assert_eq!(mail(&server).await.state, EmailState::Sent);
        let token = server.mail.token_for(JO);
        let input = json!({ "token": token });
        server.client().accept("verifyEmail", input, "email").await;
    })
    .await;
}

#[tokio::test]
async fn a_pending_email_is_sent_automatically() {
    each_database_with(MAIL, async |server| {
        let jobs = tokio::spawn(jobs::run(server.app.clone(), server.stop.clone()));
        register(&server, JO).await;
        server
            .await_signal(Name::UserEmailVerificationInitiated)
            .await;
        assert_eq!(server.mail.emails_to(JO).len(), 1);
        server.stop.cancel();
        jobs.await.expect("the jobs end");
    })
    .await;
}

#[tokio::test]
async fn each_failure_doubles_the_wait_until_the_email_is_given_up() {
    each_database_with(MAIL, async |server| {
        server.mail.is_in(Mood::Busy);
        register(&server, JO).await;
        let mut waits = Vec::new();
        let dead = loop {
            server.send_emails().await;
            let mail = mail(&server).await;
            if mail.state == EmailState::Dead {
                break mail;
            }
            let wait = mail.due_at - server.app.clock.now();
            waits.push(wait);
            server.advance(wait);
        };
        assert_eq!(dead.attempts, 18);
        assert_eq!(waits.len(), 17);
        for (number, wait) in waits.iter().enumerate() {
            let doubled = Duration::seconds(5) * 2_i32.pow(u32::try_from(number).expect("small"));
            let usual = doubled.min(Duration::hours(4));
            assert!(
                *wait >= usual * 8 / 10 && *wait <= usual * 12 / 10,
                "{number}: {wait}"
            );
        }
        let signals = server.signals().await;
        let failed = signals.last().expect("a signal");
        assert_eq!(failed.name, "user_registration_failed");
        assert_eq!(failed.arguments["error_type"], "email_send_failed");
        server.mail.is_in(Mood::Good);
        server.advance(Duration::days(2));
        assert_eq!(
            server.send_emails().await,
            0,
            "a dead email is not tried again"
        );
        assert!(server.user(JO).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn an_email_to_an_address_that_does_not_exist_is_tried_once() {
    each_database_with(MAIL, async |server| {
        server.mail.is_in(Mood::Refusing);
        register(&server, JO).await;
        server.send_emails().await;
        let mail = mail(&server).await;
        assert_eq!((mail.state, mail.attempts), (EmailState::Dead, 1));
        assert!(mail.finished_at.is_some());
        // The account stays and can request another email.
        server.mail.is_in(Mood::Good);
        server
            .client()
            .accept("resendVerification", json!({ "email": JO }), "note")
            .await;
        server.token_for(JO).await;
    })
    .await;
}

#[tokio::test]
async fn a_rejection_that_an_operator_can_fix_is_tried_again() {
    each_database_with(MAIL, async |server| {
        server.mail.is_in(Mood::Unwilling);
        register(&server, JO).await;
        server.send_emails().await;
        assert_eq!(mail(&server).await.state, EmailState::Queued);
        server.mail.is_in(Mood::Good);
        server.advance(Duration::minutes(2));
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_rounds_send_each_email_once() {
    each_database_with(MAIL, async |server| {
        for number in 0..5 {
            register(&server, &format!("jo{number}@ucla.edu")).await;
        }
        let round = || send_due(&server.app, 100);
        let (first, second, third) = tokio::join!(round(), round(), round());
        let sent = [first, second, third].map(|round| round.expect("a round").accepted);
        assert_eq!(sent.iter().sum::<usize>(), 5);
        assert_eq!(server.mail.emails().len(), 5);
        let signals = server.signals().await;
        let emitted = names(&signals);
        let initiated = emitted
            .iter()
            .filter(|name| **name == "user_email_verification_initiated");
        assert_eq!(initiated.count(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_email_of_a_sender_that_died_is_sent_by_a_later_round() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.mail.is_in(Mood::Silent);
        // The round is dropped half-way, as when the process is killed.
        let wait = std::time::Duration::from_millis(300);
        let died = timeout(wait, send_due(&server.app, 100)).await;
        assert!(died.is_err());
        server.mail.is_in(Mood::Good);
        assert_eq!(server.send_emails().await, 0, "its lease has not expired");
        server.advance(Duration::minutes(2));
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
}

#[tokio::test]
async fn finished_emails_are_deleted_after_the_retention_period() {
    each_database_with(MAIL, async |server| {
        register(&server, JO).await;
        server.send_emails().await;
        let month = Duration::days(30);
        server.advance(month - Duration::seconds(1));
        assert_eq!(
            delete_finished(&server.app, month).await.expect("a round"),
            0
        );
        register(&server, "bo@ucla.edu").await;
        server.advance(Duration::seconds(1));
        assert_eq!(
            delete_finished(&server.app, month).await.expect("a round"),
            1
        );
        assert_eq!(server.count("emails").await, 1, "the pending email stays");
    })
    .await;
}

#[tokio::test]
async fn emails_can_be_written_to_a_folder() {
    let folder = std::env::temp_dir().join(format!("bruinbridge-mail-{}", std::process::id()));
    let path = folder.to_str().expect("a path").to_owned();
    let settings = &[
        ("SEND_EMAILS", "true"),
        ("MAIL_TRANSPORT", "file"),
        ("MAIL_DIR", path.as_str()),
    ];
    each_database_with(settings, async |server| {
        register(&server, JO).await;
        assert_eq!(server.send_emails().await, 1);
    })
    .await;
    let files: Vec<_> = std::fs::read_dir(&folder).expect("the folder").collect();
    assert_eq!(files.len(), 2, "one from each database");
    std::fs::remove_dir_all(&folder).expect("removed");
}
