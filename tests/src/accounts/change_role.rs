//! Changing between mentee and mentor.

use serde_json::json;

use crate::harness::{Client, each_database};

const JO: &str = "jo@ucla.edu";

async fn change(client: &Client, role: &str) -> String {
    let input = json!({ "newRole": role });
    let payload = client.accept("changeRole", input, "user { role }").await;
    payload["user"]["role"].as_str().expect("a role").to_owned()
}

#[tokio::test]
async fn mentor_mentee_role_change_allowed() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        assert_eq!(change(&jo, "MENTOR").await, "MENTOR");
        assert_eq!(change(&jo, "MENTEE").await, "MENTEE");
        assert_eq!(jo.me("role").await["role"], "MENTEE");
    })
    .await;
}

#[tokio::test]
async fn same_role_change_blocked() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let refused = jo
            .refuse("changeRole", json!({ "newRole": "MENTEE" }))
            .await;
        assert_eq!(refused, ["SAME_ROLE newRole"]);
    })
    .await;
}

#[tokio::test]
async fn cannot_become_admin_via_change_role() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let refused = jo.refuse("changeRole", json!({ "newRole": "ADMIN" })).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED newRole"]);
        assert_eq!(jo.me("role").await["role"], "MENTEE");
        let failed = jo.fail("changeRole", json!({ "newRole": "KING" })).await;
        assert_eq!(failed, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_cannot_leave_by_changing_role() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let refused = admin
            .refuse("changeRole", json!({ "newRole": "MENTEE" }))
            .await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED newRole"]);
        assert_eq!(admin.me("role").await["role"], "ADMIN");
    })
    .await;
}

#[tokio::test]
async fn role_change_wipes_matches_scores_and_messages() {
    each_database(async |server| {
        let mentor = server.mentor("mentor@ucla.edu").await;
        for number in 0..2 {
            let mentee = server.member(&format!("mentee{number}@ucla.edu")).await;
            server.pair(&mentee, &mentor).await;
        }
        let other = server.mentor("other@ucla.edu").await;
        let apart = server.member("apart@ucla.edu").await;
        server.pair(&apart, &other).await;
        assert_eq!(server.ties().await, [3, 3, 6]);
        server.forget_signals().await;
        change(&mentor, "MENTEE").await;
        assert_eq!(server.ties().await, [1, 1, 2], "only the mentor's own");
        let signals = server.signals().await;
        let removed = signals
            .iter()
            .filter(|emitted| emitted.name == "mentee_removed");
        assert_eq!(removed.count(), 4, "two for each match");
        assert_eq!(apart.me("isMatched").await["isMatched"], true);
    })
    .await;
}

#[tokio::test]
async fn a_mentee_sees_the_match_until_the_mentor_leaves_the_role() {
    each_database(async |server| {
        let mentor = server.mentor("mentor@ucla.edu").await;
        let mentee = server.member("mentee@ucla.edu").await;
        server.pair(&mentee, &mentor).await;
        let fields = "isMatched matchedMentorEmail";
        let matched = json!({ "isMatched": true, "matchedMentorEmail": "mentor@ucla.edu" });
        assert_eq!(mentee.me(fields).await, matched);
        assert_eq!(
            mentor.me("isMatched").await["isMatched"],
            false,
            "one of five places is taken"
        );
        change(&mentor, "MENTEE").await;
        let alone = json!({ "isMatched": false, "matchedMentorEmail": null });
        assert_eq!(mentee.me(fields).await, alone);
    })
    .await;
}
