//! Mentors who wait for an administrator's approval, if the server requires one.

use bruinbridge::roster::adopt_approval::adopt_approval;
use bruinbridge::roster::import_matches::{Outcome, Row, import_matches};
use serde_json::{Value, json};

use crate::harness::{
    Client, Database, PASSWORD, Server, each_database, each_database_with, names,
};
use crate::roster::support::{compute_scores, on_roster};

const APPROVAL: &[(&str, &str)] = &[
    ("MENTOR_APPROVAL", "true"),
    ("SEND_EMAILS", "true"),
    ("AUTO_VERIFY", "true"),
];

async fn approve(admin: &Client, mentor_id: &str, approved: bool) -> Value {
    let input = json!({ "mentorId": mentor_id, "approved": approved });
    admin
        .accept(
            "approveMentor",
            input,
            "user { isApproved matching { reasons } }",
        )
        .await["user"]
        .take()
}

/// In how many of the places where members find mentors this one is.
async fn found(member: &Client, mentor_id: &str) -> usize {
    let document = "query($id: ID!) {
        mentors { nodes { id } }
        found: mentors(filter: { search: \"jo\" }) { nodes { id } }
        mentor(id: $id) { id }
        node(id: $id) { id }
        mentorSuggestions { nodes { mentor { id } } }
    }";
    let found = member.run(document, json!({ "id": mentor_id })).await;
    found.to_string().matches(mentor_id).count()
}

#[tokio::test]
async fn a_mentor_appears_nowhere_before_the_approval() {
    each_database_with(APPROVAL, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        for client in [&jo, &ma] {
            client.complete_profile(2).await;
        }
        let ma_id = ma.id().await;
        let shown = ma.me("isApproved matching { eligible reasons }").await;
        let waiting = json!({ "isApproved": false, "matching": { "eligible": false, "reasons": ["NOT_APPROVED"] } });
        assert_eq!(shown, waiting);
        compute_scores(&server).await;
        assert_eq!(found(&jo, &ma_id).await, 0);
        let block = json!({ "mentorId": ma_id });
        assert_eq!(jo.refuse("blacklistMentor", block.clone()).await, ["MENTOR_NOT_FOUND mentorId"]);
        let add = json!({ "menteeEmail": "jo@ucla.edu" });
        assert_eq!(ma.refuse("addMentee", add.clone()).await, ["MENTOR_NOT_APPROVED"]);

        let manager = server.admin("MANAGER").await;
        let waiting = "{ users(filter: { isApproved: false }) { nodes { email isApproved } } }";
        let list = manager.run(waiting, json!({})).await;
        assert_eq!(list["users"]["nodes"], json!([{ "email": "ma@ucla.edu", "isApproved": false }]));
        server.forget_signals().await;
        assert_eq!(approve(&manager, &ma_id, true).await["matching"]["reasons"], json!([]));
        let expected = ["user_update_started", "user_pre_update", "user_post_update", "user_updated"];
        assert_eq!(names(&server.signals().await), expected);
        assert_eq!(manager.run(waiting, json!({})).await["users"]["nodes"], json!([]));
        compute_scores(&server).await;
        assert_eq!(found(&jo, &ma_id).await, 5);
        let subject = "You are approved as a mentor on BruinBridge";
        server.send_emails().await;
        let emails = server.mail.emails_to("ma@ucla.edu");
        let text = &emails.last().expect("an email").text;
        assert!(text.contains(&format!("Subject: {subject}")), "{text}");
        assert!(text.contains("Mentees can find you now."), "{text}");
        ma.accept("addMentee", add, "").await;
        // Approving again does nothing.
        server.forget_signals().await;
        approve(&manager, &ma_id, true).await;
        assert!(server.signals().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn withdrawing_an_approval_hides_the_mentor_who_keeps_the_mentees() {
    each_database_with(APPROVAL, async |server| {
        let (jo, al) = (
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
        );
        let ma = server.mentor("ma@ucla.edu").await;
        for client in [&jo, &al, &ma] {
            client.complete_profile(2).await;
        }
        let manager = server.admin("MANAGER").await;
        let ma_id = ma.id().await;
        approve(&manager, &ma_id, true).await;
        ma.accept("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
            .await;
        compute_scores(&server).await;
        assert_eq!(found(&al, &ma_id).await, 5);
        assert_eq!(approve(&manager, &ma_id, false).await["isApproved"], false);
        assert_eq!(found(&al, &ma_id).await, 0);
        compute_scores(&server).await;
        assert_eq!(found(&al, &ma_id).await, 0);
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
        assert_eq!(
            jo.me("mentor { email }").await["mentor"]["email"],
            "ma@ucla.edu"
        );
        // An email about an approval that was withdrawn before it was sent is not sent.
        server.send_emails().await;
        let emails = server.mail.emails_to("ma@ucla.edu");
        assert!(emails.iter().all(|email| !email.text.contains("approved")));
        // Mentees can still block their own mentor.
        jo.accept("blacklistMentor", json!({ "mentorId": ma_id }), "")
            .await;
        assert!(on_roster(&ma).await.is_empty());
        let input = json!({ "mentorId": jo.id().await });
        assert_eq!(
            manager.refuse("approveMentor", input).await,
            ["NOT_A_MENTOR mentorId"]
        );
        let input = json!({ "mentorId": "00000000-0000-7000-8000-000000000000" });
        assert_eq!(
            manager.refuse("approveMentor", input).await,
            ["MENTOR_NOT_FOUND mentorId"]
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_may_match_a_mentor_who_waits_for_the_approval() {
    each_database_with(APPROVAL, async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for email in ["jo@ucla.edu", "al@ucla.edu"] {
            server.member(email).await.complete_profile(2).await;
        }
        ma.complete_profile(2).await;
        let manager = server.admin("MANAGER").await;
        let ma_id = ma.id().await;
        let input = json!({ "mentorId": ma_id, "menteeEmail": "jo@ucla.edu" });
        let payload = manager.accept("assignMentee", input, "warnings { code message userId }").await;
        let warning = json!({ "code": "NOT_APPROVED", "message": "Nobody has approved this mentor yet.", "userId": ma_id });
        assert_eq!(payload["warnings"], json!([warning]));
        let row = Row {
            mentee_email: "al@ucla.edu".to_owned(),
            mentor_email: "ma@ucla.edu".to_owned(),
            matched_at: None,
        };
        let outcomes = import_matches(&server.app, vec![row]).await.expect("outcomes");
        assert_eq!(outcomes, [Outcome::Added]);
        assert_eq!(on_roster(&ma).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_an_administrator_makes_a_mentor_is_approved_and_whoever_chooses_it_waits() {
    each_database_with(APPROVAL, async |server| {
        let manager = server.admin("MANAGER").await;
        let invited = json!({ "email": "in@ucla.edu", "role": "MENTOR" });
        let payload = manager
            .accept("inviteUser", invited, "user { isApproved }")
            .await;
        assert_eq!(payload["user"]["isApproved"], true);
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(jo.me("isApproved").await["isApproved"], true);
        let id = jo.id().await;
        for (mutation, input, is_approved) in [
            ("changeRole", json!({ "newRole": "MENTOR" }), false),
            ("changeRole", json!({ "newRole": "MENTEE" }), true),
            ("updateProfile", json!({ "role": "MENTOR" }), false),
        ] {
            jo.accept(mutation, input, "").await;
            assert_eq!(
                jo.me("isApproved").await["isApproved"],
                is_approved,
                "{mutation}"
            );
        }
        // A role that does not change approves nobody.
        for (role, is_approved) in [("MENTOR", false), ("MENTEE", true), ("MENTOR", true)] {
            let input = json!({ "id": id, "role": role });
            let payload = manager
                .accept("updateUser", input, "user { isApproved }")
                .await;
            assert_eq!(payload["user"]["isApproved"], is_approved, "{role}");
        }
    })
    .await;
}

#[tokio::test]
async fn without_the_setting_mentors_need_no_approval_and_none_can_be_withdrawn() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        assert_eq!(ma.me("isApproved").await["isApproved"], true);
        let manager = server.admin("MANAGER").await;
        let input = json!({ "mentorId": ma.id().await, "approved": false });
        assert_eq!(manager.fail("approveMentor", input).await, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_no_longer_requires_approvals_approves_all_who_wait() {
    for database in [Database::sqlite().await, Database::postgres().await] {
        let strict = Server::on(&database, &[("MENTOR_APPROVAL", "true")]).await;
        for number in 0..3 {
            strict
                .register(&format!("ma{number}@ucla.edu"), "MENTOR")
                .await;
        }
        adopt_approval(&strict.app).await.expect("nothing to do");
        assert_eq!(strict.count("users WHERE NOT is_approved").await, 3);
        strict.forget_signals().await;
        let open = Server::on(&database, &[]).await;
        adopt_approval(&open.app)
            .await
            .expect("everyone is approved");
        assert_eq!(open.count("users WHERE NOT is_approved").await, 0);
        let emitted = open.signals().await;
        let expected = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_updated",
        ];
        assert_eq!(names(&emitted), expected.repeat(3));
        let ma = open.client().log_in("ma0@ucla.edu", PASSWORD).await;
        assert_eq!(ma.me("isApproved").await["isApproved"], true);
        let stale = "users JOIN user_terms ON user_terms.user_id = users.id WHERE user_terms.state <> users.state";
        assert_eq!(open.count(stale).await, 0);
        drop((strict, open));
        database.remove().await;
    }
}
