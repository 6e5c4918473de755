//! Each change that sends an email, and what the email says.

use bruinbridge::roster::import_matches::{Row, import_matches};
use serde_json::json;

use super::{JO, MA, each_database, newest, subjects};
use crate::harness::{Client, PASSWORD};

const NEW: &str = "newSecurePass!";
const MATCHED: &str = "You have a new match on BruinBridge";
const ENDED: &str = "A BruinBridge match has ended";

async fn add(mentor: &Client, email: &str) {
    let input = json!({ "menteeEmail": email });
    mentor.accept("addMentee", input, "").await;
}

#[tokio::test]
async fn a_new_password_is_announced_however_it_was_set() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
        jo.accept("changePassword", input, "").await;
        let changed = "Your BruinBridge password was changed";
        assert_eq!(subjects(&server, JO).await, [changed]);
        let email = newest(&server, JO);
        assert!(
            email.contains("https://bruinbridge.example/#/forgot"),
            "{email}"
        );
        assert!(!email.contains(NEW));
        let input = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        server.background_finished().await;
        let token = server.token_for(JO).await;
        let input = json!({ "token": token, "newPassword": PASSWORD });
        server.client().accept("resetPassword", input, "").await;
        assert_eq!(subjects(&server, JO).await[2..], [changed]);
    })
    .await;
}

#[tokio::test]
async fn a_deletion_is_announced_with_its_date_and_so_is_its_cancellation() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let admin = server.admin("MANAGER").await;
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input.clone(), "").await;
        let requested = "Your BruinBridge account will be deleted";
        let canceled = "Your BruinBridge account stays";
        assert_eq!(subjects(&server, JO).await, [requested]);
        let user = server.user(JO).await.expect("an account");
        let after = user.permanent_deletion_after.expect("a date");
        let date = after.with_timezone(&chrono_tz::America::Los_Angeles);
        let date = date.format("%A, %B %-d, %Y at %-I:%M %p %Z").to_string();
        assert!(date.ends_with("PST") || date.ends_with("PDT"), "{date}");
        assert!(newest(&server, JO).contains(&date), "{date}");
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        assert_eq!(subjects(&server, JO).await, [requested, canceled]);
        jo.accept("requestAccountDeletion", input.clone(), "").await;
        server.send_emails().await;
        let id = json!({ "id": jo.id().await });
        admin.accept("restoreUser", id, "").await;
        assert_eq!(subjects(&server, JO).await[3..], [canceled]);
        // An email about a deletion that was canceled before it was sent is not sent any more.
        jo.accept("requestAccountDeletion", input, "").await;
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        assert_eq!(subjects(&server, JO).await[4..], [canceled]);
    })
    .await;
}

#[tokio::test]
async fn every_new_password_is_announced_also_while_an_email_waits() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let (mut current, mut new) = (PASSWORD, NEW);
        for _ in 0..3 {
            let input = json!({ "currentPassword": current, "newPassword": new });
            jo.accept("changePassword", input, "").await;
            (current, new) = (new, current);
        }
        let changed = "Your BruinBridge password was changed";
        assert_eq!(subjects(&server, JO).await, [changed; 3]);
    })
    .await;
}

#[tokio::test]
async fn a_deletion_that_is_requested_again_is_announced_with_the_later_date() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "confirmation": JO });
        jo.accept("requestAccountDeletion", input.clone(), "").await;
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        server.advance(chrono::Duration::minutes(10));
        jo.accept("requestAccountDeletion", input, "").await;
        server.send_emails().await;
        let user = server.user(JO).await.expect("an account");
        let after = user.permanent_deletion_after.expect("a date");
        let date = after.with_timezone(&chrono_tz::America::Los_Angeles);
        let date = date.format("%-I:%M %p %Z").to_string();
        let emails = server.mail.emails_to(JO);
        let deleted = |text: &&str| text.contains("permanently deleted on");
        let emails = emails.iter().map(|email| email.text.as_str());
        let emails: Vec<&str> = emails.filter(deleted).collect();
        assert_eq!(emails.len(), 1);
        assert!(
            emails[0].replace('\n', " ").contains(&date),
            "{date}: {emails:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn both_partners_hear_of_a_match_and_of_its_end() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor(MA).await;
        let input = json!({ "firstName": "Mary", "lastName": "Bruin" });
        ma.accept("updateProfile", input, "").await;
        add(&ma, JO).await;
        assert_eq!(subjects(&server, JO).await, [MATCHED]);
        assert_eq!(subjects(&server, MA).await, [MATCHED]);
        assert!(newest(&server, JO).contains("Mary Bruin is your mentor now."));
        assert!(newest(&server, MA).contains("You have a new mentee."));
        let input = json!({ "menteeEmail": JO });
        ma.accept("removeMentee", input, "").await;
        assert_eq!(subjects(&server, JO).await, [MATCHED, ENDED]);
        assert_eq!(subjects(&server, MA).await, [MATCHED, ENDED]);
        let removed = newest(&server, MA);
        // A block ends a match with the same words.
        add(&ma, JO).await;
        let input = json!({ "mentorEmail": MA });
        jo.accept("blacklistMentor", input, "").await;
        let ended = subjects(&server, MA).await;
        assert_eq!(
            ended,
            [MATCHED, ENDED, ENDED],
            "one that ended at once is not announced"
        );
        let words = |email: &str| {
            let from = email
                .find("no longer")
                .or(email.find("One of your matches"));
            email[from.expect("the words")..]
                .chars()
                .take(60)
                .collect::<String>()
        };
        assert_eq!(words(&newest(&server, MA)), words(&removed));
    })
    .await;
}

#[tokio::test]
async fn partners_hear_of_an_end_by_a_change_of_role_or_a_deletion() {
    each_database(async |server| {
        for (email, mutation, input) in [
            ("bo@ucla.edu", "changeRole", json!({ "newRole": "MENTOR" })),
            (
                "cy@ucla.edu",
                "requestAccountDeletion",
                json!({ "confirmation": "cy@ucla.edu" }),
            ),
        ] {
            let mentee = server.member(email).await;
            let mentor_email = format!("m{email}");
            let mentor = server.mentor(&mentor_email).await;
            add(&mentor, email).await;
            server.send_emails().await;
            mentee.accept(mutation, input, "").await;
            assert_eq!(subjects(&server, &mentor_email).await, [MATCHED, ENDED]);
            assert!(subjects(&server, email).await.contains(&ENDED.to_owned()));
        }
        // The account and its name are gone before the email is sent.
        let jo = server.member(JO).await;
        let input = json!({ "firstName": "Jordan", "lastName": "Bruin" });
        jo.accept("updateProfile", input, "").await;
        let ma = server.mentor(MA).await;
        let admin = server.admin("MANAGER").await;
        add(&ma, JO).await;
        server.send_emails().await;
        let id = json!({ "id": jo.id().await });
        admin.accept("deleteUser", id, "").await;
        assert_eq!(subjects(&server, MA).await, [MATCHED, ENDED]);
        let email = newest(&server, MA);
        assert!(!email.contains("Jordan"), "{email}");
        assert_eq!(subjects(&server, JO).await, [MATCHED]);
    })
    .await;
}

#[tokio::test]
async fn an_import_sends_no_emails() {
    each_database(async |server| {
        server.member(JO).await;
        server.mentor(MA).await;
        let row = Row {
            mentee_email: JO.to_owned(),
            mentor_email: MA.to_owned(),
            matched_at: None,
        };
        import_matches(&server.app, vec![row])
            .await
            .expect("an import");
        assert_eq!(server.count("matches").await, 1);
        assert_eq!(server.count("emails").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_new_administrator_hears_who_did_it() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let subject = "You're now a BruinBridge administrator";
        assert_eq!(subjects(&server, "superadmin@ucla.edu").await, [subject]);
        let input = json!({
            "username": "max", "email": "max@ucla.edu", "password": PASSWORD, "roleName": "MANAGER",
        });
        admin.accept("registerAdmin", input, "").await;
        assert_eq!(subjects(&server, "max@ucla.edu").await, [subject]);
        let email = newest(&server, "max@ucla.edu");
        assert!(
            email.contains("superadmin made max@ucla.edu an administrator"),
            "{email}"
        );
        assert!(!email.contains(PASSWORD));
    })
    .await;
}

#[tokio::test]
async fn matches_that_begin_and_end_all_the_time_send_a_limited_number_of_emails() {
    let settings = [
        ("SEND_EMAILS", "true"),
        ("AUTO_VERIFY", "true"),
        ("RATE_LIMITS", "on"),
        ("MATCH_EMAIL_LIMIT_PER_ADDRESS", "4/hour"),
    ];
    crate::harness::each_database_with(&settings, async |server| {
        let ma = server.mentor(MA).await;
        server.member(JO).await;
        for _ in 0..6 {
            add(&ma, JO).await;
            server.send_emails().await;
            let input = json!({ "menteeEmail": JO });
            ma.accept("removeMentee", input, "").await;
            server.send_emails().await;
        }
        assert_eq!(server.mail.emails_to(JO).len(), 4);
        // They leave the budget of password resets alone.
        let input = json!({ "email": JO });
        server
            .client()
            .accept("requestPasswordReset", input, "")
            .await;
        server.background_finished().await;
        server.send_emails().await;
        assert_eq!(server.mail.emails_to(JO).len(), 5);
    })
    .await;
}
