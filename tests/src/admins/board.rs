//! The board of matches, and lists that show who is matched.

use serde_json::{Value, json};

use crate::harness::{Client, Server, each_database};

const BOARD: &str = "{ matches {
    unmatched { nodes { email } }
    full { nodes { email roster { isFull } } }
    matched { nodes { mentee { email mentor { email } } mentor { email } matchedAt } }
} }";

/// Creates a mentor with one seat and a mentee in it, another mentor, and an unmatched mentee. Returns a manager.
async fn program(server: &Server) -> Client {
    server.register("mo@ucla.edu", "MENTOR").await;
    let full = server.mentor("ma@ucla.edu").await;
    server.register("jo@ucla.edu", "MENTEE").await;
    server.member("al@ucla.edu").await.complete_profile(2).await;
    // Not on the board, because the profile is incomplete.
    server.register("mia@ucla.edu", "MENTEE").await;
    let manager = server.admin("MANAGER").await;
    let mentor_id = full.id().await;
    let capacity = json!({ "capacity": 1, "mentorId": mentor_id });
    manager.accept("setCapacity", capacity, "").await;
    let assigned = json!({ "menteeEmail": "jo@ucla.edu", "mentorId": mentor_id });
    manager
        .accept("addMentee", assigned, "roster { isFull }")
        .await;
    manager
}

#[tokio::test]
async fn the_board_shows_unmatched_mentees_full_mentors_and_matches() {
    each_database(async |server| {
        let manager = program(&server).await;
        let board = &manager.run(BOARD, json!({})).await["matches"];
        assert_eq!(
            board["unmatched"]["nodes"],
            json!([{ "email": "al@ucla.edu" }])
        );
        let full = json!([{ "email": "ma@ucla.edu", "roster": { "isFull": true } }]);
        assert_eq!(board["full"]["nodes"], full);
        let mentor = json!({ "email": "ma@ucla.edu" });
        let matched = json!([{
            "mentee": { "email": "jo@ucla.edu", "mentor": mentor },
            "mentor": mentor,
            "matchedAt": board["matched"]["nodes"][0]["matchedAt"],
        }]);
        assert_eq!(board["matched"]["nodes"], matched);
    })
    .await;
}

#[tokio::test]
async fn lists_filter_and_count_by_match() {
    each_database(async |server| {
        let manager = program(&server).await;
        let document = "query($matched: Boolean) {
            users(filter: { isMatched: $matched }, orderBy: { field: EMAIL }) { nodes { email isMatched } }
        }";
        for (matched, expected) in [
            (true, vec!["jo@ucla.edu", "ma@ucla.edu"]),
            (
                false,
                vec![
                    "al@ucla.edu",
                    "manager@ucla.edu",
                    "mia@ucla.edu",
                    "mo@ucla.edu",
                ],
            ),
        ] {
            let data = manager.run(document, json!({ "matched": matched })).await;
            let expected: Vec<Value> = expected
                .into_iter()
                .map(|email| json!({ "email": email, "isMatched": matched }))
                .collect();
            assert_eq!(data["users"]["nodes"], json!(expected));
        }
        let document = "{ stats { matchedMentees unmatchedMentees fullMentors matchRate } }";
        let stats = manager.run(document, json!({})).await;
        let expected = json!({
            "matchedMentees": 1, "unmatchedMentees": 1, "fullMentors": 1, "matchRate": 1.0 / 3.0,
        });
        assert_eq!(stats["stats"], expected);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_the_roster_and_the_partner_sees_a_signal() {
    each_database(async |server| {
        let manager = program(&server).await;
        let data = manager
            .run(r#"{ user(email: "ma@ucla.edu") { id } }"#, json!({}))
            .await;
        server.forget_signals().await;
        let input = json!({ "id": data["user"]["id"] });
        manager.accept("deleteUser", input, "").await;
        let emitted = server.signals().await;
        let expected = [
            "user_deletion_started",
            "mentee_removed",
            "mentee_removed",
            "user_pre_delete",
            "user_post_delete",
            "user_deleted",
        ];
        assert_eq!(crate::harness::names(&emitted), expected);
        let board = &manager.run(BOARD, json!({})).await["matches"];
        assert_eq!(board["matched"]["nodes"], json!([]));
    })
    .await;
}
