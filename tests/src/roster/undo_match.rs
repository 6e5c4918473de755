//! Undoing a match that an administrator has just made.

use bruinbridge::entities::email::{Column, EmailKind, Entity};
use bruinbridge::entities::user::Role;
use bruinbridge::roster::import_matches::{Row, import_matches};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::invariants::check;
use super::support::{add, compute_scores, on_roster, people};
use crate::harness::{Client, Server, each_database_with};
use crate::matching::support::proposed;

const JO: &str = "jo@ucla.edu";
const MA: &str = "ma@ucla.edu";
const MO: &str = "mo@ucla.edu";

/// Emails are sent, and new accounts are verified at once.
const SETTINGS: &[(&str, &str)] = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];

const MATCHED: &str = "You have a new match on BruinBridge";
const ENDED: &str = "A BruinBridge match has ended";

/// Sends what is due, and returns the subjects of all emails to an address so far.
async fn subjects(server: &Server, email: &str) -> Vec<String> {
    server.send_emails().await;
    let emails = server.mail.emails_to(email);
    let subject = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("Subject: "));
        line.expect("a subject").to_owned()
    };
    emails.iter().map(|email| subject(&email.text)).collect()
}

/// A mentee, a mentor and an administrator.
async fn three(server: &Server) -> (Client, Client, Client) {
    let manager = server.admin("MANAGER").await;
    let jo = server.member(JO).await;
    jo.complete_profile(2).await;
    let ma = server.mentor(MA).await;
    ma.complete_profile(3).await;
    server.send_emails().await;
    (jo, ma, manager)
}

async fn assign(manager: &Client, mentee: &Client, mentor: &Client) -> Value {
    let pair = json!({ "menteeId": mentee.id().await, "mentorId": mentor.id().await });
    manager.accept("assignMentee", pair, "undoUntil").await["undoUntil"].take()
}

async fn of(mentee: &Client, mentor: &Client) -> Value {
    json!({ "menteeId": mentee.id().await, "mentorId": mentor.id().await })
}

async fn undo_until(manager: &Client) -> Value {
    let board = "{ matches { matched { nodes { undoUntil } } } }";
    manager.run(board, json!({})).await["matches"]["matched"]["nodes"][0]["undoUntil"].take()
}

#[tokio::test]
async fn an_undone_match_is_as_if_it_had_never_been() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        let mo = server.mentor(MO).await;
        let asked = json!({ "mentorId": mo.id().await });
        jo.accept("requestMentor", asked, "").await;
        let before = (
            subjects(&server, JO).await.len(),
            subjects(&server, MA).await.len(),
            subjects(&server, MO).await.len(),
        );
        assign(&manager, &jo, &ma).await;
        assert_eq!(on_roster(&ma).await, [JO]);
        ma.accept("sendMessage", json!({ "body": "Hello" }), "")
            .await;
        server.forget_signals().await;
        let fields =
            "user { isMatched matching { reasons } } roster { mentees { email } spotsLeft }";
        let undone = manager
            .accept("undoMatch", of(&jo, &ma).await, fields)
            .await;
        let expected = json!({
            "user": { "isMatched": false, "matching": { "reasons": [] } },
            "roster": { "mentees": [], "spotsLeft": 5 },
            "errors": [],
        });
        assert_eq!(undone, expected);
        let emitted = server.signals().await;
        let names: Vec<&str> = emitted.iter().map(|signal| signal.name.as_str()).collect();
        assert_eq!(names, ["mentee_removed", "mentee_removed"]);
        for rows in ["matches", "ended_matches", "chat_messages"] {
            assert_eq!(server.count(rows).await, 0, "{rows}");
        }
        let requests = "{ sentRequests { nodes { state } } }";
        let requests = jo.run(requests, json!({})).await;
        assert_eq!(requests["sentRequests"]["nodes"][0]["state"], "CLOSED");
        compute_scores(&server).await;
        let suggested = "{ mentorSuggestions { nodes { mentor { email } } } }";
        let suggested = jo.run(suggested, json!({})).await;
        let suggested = suggested["mentorSuggestions"]["nodes"].as_array();
        assert_eq!(
            suggested.map(Vec::len),
            Some(1),
            "the mentor is shown again"
        );
        check(&server.app, "a match that was undone").await;

        server.advance(Duration::hours(1));
        let after = (
            subjects(&server, JO).await.len(),
            subjects(&server, MA).await.len(),
            subjects(&server, MO).await.len(),
        );
        assert_eq!(before, after, "nobody hears of it");
        assert_eq!(
            manager.refuse("undoMatch", of(&jo, &ma).await).await,
            ["NO_MATCH menteeId"]
        );
        assign(&manager, &jo, &ma).await;
        server.advance(Duration::minutes(10));
        assert_eq!(
            subjects(&server, JO).await.last().map(String::as_str),
            Some(MATCHED)
        );
    })
    .await;
}

#[tokio::test]
async fn the_activity_says_that_a_match_was_undone() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        assign(&manager, &jo, &ma).await;
        manager.accept("undoMatch", of(&jo, &ma).await, "").await;
        server.wait_for_log().await;
        let activity = "{ activity(first: 1) { nodes { kind sentence } } }";
        let activity = manager.run(activity, json!({})).await;
        let node = &activity["activity"]["nodes"][0];
        assert_eq!(node["kind"], "MATCH_ENDED");
        let sentence = node["sentence"].as_str().expect("a sentence");
        assert!(sentence.ends_with("(undone)."), "{sentence}");
    })
    .await;
}

#[tokio::test]
async fn the_emails_wait_until_the_match_cannot_be_undone() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        let until = assign(&manager, &jo, &ma).await;
        let expected = server.app.clock.now() + Duration::minutes(10);
        let parsed: chrono::DateTime<chrono::Utc> =
            until.as_str().expect("a time").parse().expect("a time");
        assert!((parsed - expected).abs() < Duration::seconds(1), "{until}");
        assert_eq!(undo_until(&manager).await, until);
        let waiting =
            "{ emails(filter: { kind: MATCHED }) { nodes { id state attempts nextTryAt } } }";
        let waiting = manager.run(waiting, json!({})).await;
        let waiting = waiting["emails"]["nodes"].as_array().expect("emails");
        assert_eq!(waiting.len(), 2);
        for email in waiting {
            assert_eq!(email["nextTryAt"], until);
            // Nobody sends it earlier.
            let id = json!({ "id": email["id"] });
            manager.accept("retryEmail", id, "").await;
        }
        server.advance(parsed - server.app.clock.now() - Duration::milliseconds(1));
        assert!(!subjects(&server, JO).await.contains(&MATCHED.to_owned()));
        server.advance(Duration::milliseconds(1));
        let refused = manager.refuse("undoMatch", of(&jo, &ma).await).await;
        assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
        assert_eq!(undo_until(&manager).await, Value::Null);
        for email in [JO, MA] {
            let sent = subjects(&server, email).await;
            assert_eq!(sent.last().map(String::as_str), Some(MATCHED), "{email}");
        }
        assert_eq!(on_roster(&ma).await, [JO]);
    })
    .await;
}

#[tokio::test]
async fn matches_that_members_make_are_announced_at_once_and_cannot_be_undone() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        add(&ma, JO).await;
        assert_eq!(undo_until(&manager).await, Value::Null);
        assert!(subjects(&server, JO).await.contains(&MATCHED.to_owned()));
        let refused = manager.refuse("undoMatch", of(&jo, &ma).await).await;
        assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
        let bo = server.member("bo@ucla.edu").await;
        let asked = json!({ "mentorId": ma.id().await });
        let request = bo.accept("requestMentor", asked, "request { id }").await;
        let id = json!({ "id": request["request"]["id"] });
        ma.accept("acceptRequest", id, "").await;
        let refused = manager.refuse("undoMatch", of(&bo, &ma).await).await;
        assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
        let row = Row {
            mentee_email: "cy@ucla.edu".to_owned(),
            mentor_email: MA.to_owned(),
            matched_at: None,
        };
        let cy = server.member("cy@ucla.edu").await;
        let imported = import_matches(&server.app, vec![row]).await;
        imported.expect("an import");
        let refused = manager.refuse("undoMatch", of(&cy, &ma).await).await;
        assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
        let refused = manager.refuse("undoMatch", of(&ma, &jo).await).await;
        assert_eq!(refused, ["MENTEE_NOT_FOUND menteeId"]);
        assert_eq!(on_roster(&ma).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn matches_of_many_at_once_can_be_undone_one_by_one() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let mentees = people(&server, "mentee", Role::Mentee, 4).await;
        let mentors = people(&server, "mentor", Role::Mentor, 1).await;
        let pair = json!({ "menteeId": mentees[3], "mentorId": mentors[0] });
        let pairs = json!({ "pairs": [pair] });
        admin.accept("assignMentees", pairs, "").await;
        let id = proposed(&server, &admin, "BEST_FIT").await;
        admin
            .accept("publishMatching", json!({ "id": id }), "")
            .await;
        assert_eq!(server.count("matches").await, 4);
        server.send_emails().await;
        assert!(server.mail.emails_to("mentor0@ucla.edu").is_empty());
        for mentee in [mentees[0], mentees[3]] {
            let undone = json!({ "menteeId": mentee, "mentorId": mentors[0] });
            admin.accept("undoMatch", undone, "").await;
        }
        server.advance(Duration::minutes(10));
        server.send_emails().await;
        assert_eq!(server.mail.emails_to("mentor0@ucla.edu").len(), 2);
        for (number, emails) in [(0, 0), (1, 1), (2, 1), (3, 0)] {
            let email = format!("mentee{number}@ucla.edu");
            assert_eq!(server.mail.emails_to(&email).len(), emails, "{email}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_time_of_zero_turns_it_off() {
    let settings = [SETTINGS, &[("MATCH_UNDO_MINUTES", "0")]].concat();
    each_database_with(&settings, async |server| {
        let (jo, ma, manager) = three(&server).await;
        assert_eq!(assign(&manager, &jo, &ma).await, Value::Null);
        assert!(subjects(&server, JO).await.contains(&MATCHED.to_owned()));
        let refused = manager.refuse("undoMatch", of(&jo, &ma).await).await;
        assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
    })
    .await;
}

#[tokio::test]
async fn a_match_that_is_made_again_has_its_own_time() {
    let settings = [SETTINGS, &[("REMATCH_AFTER_DAYS", "0")]].concat();
    each_database_with(&settings, async |server| {
        let (jo, ma, manager) = three(&server).await;
        assign(&manager, &jo, &ma).await;
        server.advance(Duration::minutes(9));
        manager.accept("endMatch", of(&jo, &ma).await, "").await;
        assign(&manager, &jo, &ma).await;
        server.advance(Duration::minutes(9));
        assert!(!subjects(&server, JO).await.contains(&MATCHED.to_owned()));
        manager.accept("undoMatch", of(&jo, &ma).await, "").await;
        assign(&manager, &jo, &ma).await;
        server.advance(Duration::minutes(5));
        manager.accept("endMatch", of(&jo, &ma).await, "").await;
        // The member's own match needs no wait.
        jo.accept("requestMentor", json!({ "mentorId": ma.id().await }), "")
            .await;
        let request = ma.run("{ receivedRequests { nodes { id } } }", json!({}));
        let request = request.await["receivedRequests"]["nodes"][0]["id"].take();
        ma.accept("acceptRequest", json!({ "id": request }), "")
            .await;
        let sent = subjects(&server, JO).await;
        let matched = sent.iter().filter(|subject| *subject == MATCHED);
        assert_eq!(matched.count(), 1, "{sent:?}");
        server.advance(Duration::hours(1));
        assert_eq!(subjects(&server, JO).await, sent);
    })
    .await;
}

#[tokio::test]
async fn emails_that_were_never_sent_do_not_use_up_the_budget() {
    let limits = [
        ("RATE_LIMITS", "on"),
        ("MATCH_EMAIL_LIMIT_PER_ADDRESS", "2/day"),
    ];
    let settings = [SETTINGS, &limits].concat();
    each_database_with(&settings, async |server| {
        let (jo, ma, manager) = three(&server).await;
        for _ in 0..5 {
            assign(&manager, &jo, &ma).await;
            manager.accept("undoMatch", of(&jo, &ma).await, "").await;
        }
        assign(&manager, &jo, &ma).await;
        let queued = Entity::find().filter(Column::Kind.eq(EmailKind::Matched));
        let queued = queued.count(server.app.db.reader()).await;
        assert_eq!(queued.expect("a count"), 2);
    })
    .await;
}

#[tokio::test]
async fn a_match_with_somebody_else_by_now_is_neither_undone_nor_ended() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        let mo = server.mentor(MO).await;
        assign(&manager, &jo, &ma).await;
        manager.accept("undoMatch", of(&jo, &ma).await, "").await;
        assign(&manager, &jo, &mo).await;
        for operation in ["undoMatch", "endMatch"] {
            let refused = manager.refuse(operation, of(&jo, &ma).await).await;
            assert_eq!(refused, ["NO_MATCH menteeId"], "{operation}");
        }
        assert_eq!(on_roster(&mo).await, [JO]);
    })
    .await;
}

#[tokio::test]
async fn an_undo_of_the_last_seat_frees_no_seat() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        ma.accept("setCapacity", json!({ "capacity": 1 }), "").await;
        let bo = server.member("bo@ucla.edu").await;
        let asked = json!({ "mentorId": ma.id().await });
        bo.accept("requestMentor", asked, "").await;
        let expires = "{ sentRequests { nodes { expiresAt } } }";
        let expires_before = bo.run(expires, json!({})).await;
        let before = subjects(&server, MA).await;
        server.advance(Duration::minutes(1));
        assign(&manager, &jo, &ma).await;
        manager.accept("undoMatch", of(&jo, &ma).await, "").await;
        server.advance(Duration::hours(1));
        assert_eq!(subjects(&server, MA).await, before);
        assert_eq!(bo.run(expires, json!({})).await, expires_before);
    })
    .await;
}

#[tokio::test]
async fn nobody_hears_of_the_end_of_a_match_that_nobody_heard_of() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        let before = [subjects(&server, JO).await, subjects(&server, MA).await];
        assign(&manager, &jo, &ma).await;
        manager.accept("endMatch", of(&jo, &ma).await, "").await;
        server.advance(Duration::hours(1));
        let after = [subjects(&server, JO).await, subjects(&server, MA).await];
        assert_eq!(after, before);
        assert_eq!(server.count("ended_matches").await, 1);
        let mo = server.mentor(MO).await;
        assign(&manager, &jo, &mo).await;
        server.advance(Duration::minutes(10));
        server.send_emails().await;
        jo.accept("leaveMentor", json!({}), "").await;
        let sent = subjects(&server, JO).await;
        assert_eq!(sent[before[0].len()..], [MATCHED, ENDED]);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_waits_goes_to_a_changed_address() {
    each_database_with(SETTINGS, async |server| {
        let (jo, ma, manager) = three(&server).await;
        assign(&manager, &jo, &ma).await;
        let changed = json!({ "id": jo.id().await, "email": "jo.new@ucla.edu" });
        manager.accept("updateUser", changed, "").await;
        server.advance(Duration::minutes(10));
        assert!(!subjects(&server, JO).await.contains(&MATCHED.to_owned()));
        let sent = subjects(&server, "jo.new@ucla.edu").await;
        assert!(sent.contains(&MATCHED.to_owned()), "{sent:?}");
    })
    .await;
}

#[tokio::test]
async fn the_longest_wait_does_not_end_for_a_clock_that_is_behind() {
    let settings = [SETTINGS, &[("MATCH_UNDO_MINUTES", "1440")]].concat();
    each_database_with(&settings, async |server| {
        let (jo, ma, manager) = three(&server).await;
        assign(&manager, &jo, &ma).await;
        server.advance(Duration::minutes(-5));
        assert!(!subjects(&server, JO).await.contains(&MATCHED.to_owned()));
    })
    .await;
}
