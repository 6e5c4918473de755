//! The end of a match, and what follows from it.

use chrono::Duration;
use serde_json::{Value, json};

use super::{ask, id, offer, states};
use crate::harness::{Client, Server, each_database, each_database_with};
use crate::roster::support::{add, compute_scores, on_roster};

/// Registers someone with a major that everyone has.
async fn person(server: &Server, name: &str, role: &str) -> Client {
    let email = format!("{name}@ucla.edu");
    server.register(&email, role).await;
    let client = server
        .client()
        .log_in(&email, crate::harness::PASSWORD)
        .await;
    let input = json!({ "firstName": name, "lastName": "Lee", "year": 2, "major": ["Art"] });
    client.accept("updateProfile", input, "").await;
    client
}

async fn suggested(member: &Client, list: &str) -> usize {
    let document = format!("{{ {list} {{ nodes {{ score }} }} }}");
    let data = member.run(&document, json!({})).await;
    data[list]["nodes"].as_array().map_or(0, Vec::len)
}

async fn ended(server: &Server) -> Value {
    let document =
        "{ matches { ended { nodes { endedBy reason mentee { email } mentor { email } } } } }";
    let mut data = server.admin("AUDITOR").await.run(document, json!({})).await;
    data["matches"]["ended"]["nodes"].take()
}

#[tokio::test]
async fn each_side_and_an_administrator_can_end_a_match_and_only_administrators_see_why() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        let refused = jo.refuse("leaveMentor", json!({})).await;
        assert_eq!(refused, ["NO_MATCH"]);
        add(&ma, "jo@ucla.edu").await;
        let left = jo
            .accept(
                "leaveMentor",
                json!({ "reason": "NO_RESPONSE" }),
                "user { isMatched mentor { id } }",
            )
            .await;
        assert_eq!(left["user"], json!({ "isMatched": false, "mentor": null }));
        ask(&jo, &ma).await;
        add(&ma, "jo@ucla.edu").await;
        let input = json!({ "menteeEmail": "jo@ucla.edu", "reason": "GOALS_REACHED" });
        ma.accept("removeMentee", input, "").await;
        add(&ma, "jo@ucla.edu").await;
        let input = json!({ "menteeId": jo.id().await, "reason": "CONDUCT" });
        assert_eq!(ma.fail("endMatch", input.clone()).await, "FORBIDDEN");
        manager
            .accept("endMatch", input.clone(), "user { id }")
            .await;
        assert_eq!(
            manager.refuse("endMatch", input).await,
            ["NO_MATCH menteeId"]
        );
        assert!(on_roster(&ma).await.is_empty());
        let pair = |by: &str, why: &str| {
            json!({
                "endedBy": by, "reason": why,
                "mentee": { "email": "jo@ucla.edu" }, "mentor": { "email": "ma@ucla.edu" },
            })
        };
        let expected = [
            pair("ADMIN", "CONDUCT"),
            pair("MENTOR", "GOALS_REACHED"),
            pair("MENTEE", "NO_RESPONSE"),
        ];
        assert_eq!(ended(&server).await, json!(expected));
        for signal in server.signals().await {
            if signal.name == "mentee_removed" {
                assert!(signal.arguments["end_reason"].is_string(), "{signal:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_mentor_cannot_add_a_mentee_who_left_until_she_asks() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        jo.accept("leaveMentor", json!({}), "").await;
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        let refused = ma.refuse("addMentee", input.clone()).await;
        assert_eq!(refused, ["MENTEE_UNAVAILABLE menteeEmail"]);
        ask(&jo, &ma).await;
        ma.accept("addMentee", input, "").await;
    })
    .await;
}

#[tokio::test]
async fn former_partners_are_not_shown_to_each_other_unless_both_ask() {
    each_database_with(&[("REMATCH_AFTER_DAYS", "30")], async |server| {
        let ma = person(&server, "ma", "MENTOR").await;
        let jo = person(&server, "jo", "MENTEE").await;
        let (mo, al) = (
            person(&server, "mo", "MENTOR").await,
            person(&server, "al", "MENTEE").await,
        );
        compute_scores(&server).await;
        add(&ma, "jo@ucla.edu").await;
        jo.accept("leaveMentor", json!({}), "").await;
        // Both are offered new suggestions: everyone but each other.
        assert_eq!(suggested(&jo, "mentorSuggestions").await, 1);
        assert_eq!(suggested(&ma, "menteeSuggestions").await, 1);
        assert_eq!(suggested(&mo, "menteeSuggestions").await, 2);
        assert_eq!(suggested(&al, "mentorSuggestions").await, 2);

        server.forget_signals().await;
        offer(&ma, &jo).await;
        assert_eq!(states(&ma, "sentRequests").await, ["OPEN"]);
        assert_eq!(states(&jo, "receivedRequests").await, [""; 0]);
        let emitted = server.signals().await;
        let about = emitted.iter().filter_map(|signal| signal.user_id.clone());
        assert_eq!(about.collect::<Vec<_>>(), [ma.id().await]);
        assert_eq!(ask(&jo, &ma).await["state"], "ACCEPTED");

        jo.accept("leaveMentor", json!({}), "").await;
        server.advance(Duration::days(31));
        let jo = server
            .client()
            .log_in("jo@ucla.edu", crate::harness::PASSWORD)
            .await;
        let ma = server
            .client()
            .log_in("ma@ucla.edu", crate::harness::PASSWORD)
            .await;
        assert_eq!(suggested(&jo, "mentorSuggestions").await, 2);
        let offered = offer(&ma, &jo).await;
        assert_eq!(states(&jo, "receivedRequests").await[0], "OPEN");
        jo.accept("declineRequest", id(&offered), "").await;
        // Who declined is not suggested either.
        assert_eq!(suggested(&ma, "menteeSuggestions").await, 1);
    })
    .await;
}
